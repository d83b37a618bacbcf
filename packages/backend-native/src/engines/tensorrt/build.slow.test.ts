import { readFile } from "node:fs/promises";
import { fetchModel } from "@polyinfer/models";
import { expect, test } from "vitest";
import { buildHere } from "./testing/build-here.ts";
import { rtx } from "./testing/real-libraries.ts";

test.skipIf(rtx.lacks !== "").each([
	["pp-ocr-v4-det", "1..1..2,3,32..640..960,32..640..960"],
	["pp-ocr-v4-rec", "1..1..8,3,48,32..320..1024"],
	["pp-ocr-v4-cls", "1..1..8,3,48,192"],
] as const)(`TensorRT-RTX builds %s for all of its sizes${rtx.lacks}`, async (id, sizes) => {
	const { path, missing } = await fetchModel(id);
	if (missing !== undefined) throw new Error(missing);
	const session = await buildHere({ files: [{ name: "", bytes: await readFile(path) }] }, { "shape.x": sizes });
	expect(session.inputs).toMatchObject([{ name: "x", dtype: "float32" }]);
	expect(session.describe("report")).toMatchObject({ plan: "built" });
	await session.dispose();
});

import { findAddon } from "@polyinfer/engine-host";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSession } from "./index.ts";
import { onnxBytes, temporaryFolder } from "./testing/model-file.ts";

const folder = temporaryFolder();
const cache = process.env.POLYINFER_CACHE;
beforeEach(() => {
	process.env.POLYINFER_CACHE = folder.path("cache");
});
afterEach(() => {
	if (cache === undefined) delete process.env.POLYINFER_CACHE;
	else process.env.POLYINFER_CACHE = cache;
});

const addon = findAddon();
const lacks = addon.status === "found" ? "" : ` (${addon.reason})`;
test.skipIf(lacks !== "")(`bindings race, and the next session takes the winner${lacks}`, async () => {
	const fastest = (["worker", "addon"] as const).map((binding) => {
		return { backend: "onnxruntime", options: { binding } } as const;
	});
	const first = await createSession(onnxBytes(), { prefer: { fastest, budgetMs: 200 } });
	expect(first.report).toMatchObject({ backend: "onnxruntime", binding: "addon" });
	expect(first.report.race).toHaveLength(2);
	await first.dispose();
	const second = await createSession(onnxBytes(), { prefer: { fastest, budgetMs: 200 } });
	expect(second.report).toMatchObject({ binding: "addon", race: first.report.race });
	expect(second.report.notes.at(-1)).toMatch(/, as measured before$/);
	await second.dispose();
});

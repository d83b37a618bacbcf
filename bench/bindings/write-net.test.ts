import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel } from "@polyinfer/model/node";
import { expect, test } from "vitest";
import { classify, hollow, hollowText, type NetFormat, tiny } from "./nets.ts";
import { writeNet } from "./write-net.ts";

test("a net is written in its formats, with its input by name and shape", async () => {
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	try {
		for (const net of [tiny, hollow, hollowText])
			for (const format of Object.keys(net.files) as NetFormat[]) {
				const path = join(folder, `${net.id}.${format}`);
				await writeFile(path, writeNet(net, format));
				const [model] = await loadModel(path, {});
				expect(model?.format).toBe(format);
				if (format === "onnx") expect(model?.metadata?.inputs).toMatchObject([net.input]);
			}
	} finally {
		await rm(folder, { recursive: true });
	}
});

test("a net that is fetched is not written", () => {
	expect(() => writeNet(classify, "onnx")).toThrow("received classify");
});

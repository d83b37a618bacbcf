import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildModel, type ModelSpec, writeOnnx } from "@polyinfer/model";
import { afterAll, beforeAll } from "vitest";

/** A model with a free first axis and a weight: `sum = a + b` over float32 `[N,3]`, and `b` of two axes. */
export const ADD: ModelSpec = {
	opset: 17,
	producerName: "test",
	inputs: [
		{ name: "a", dtype: "float32", shape: ["N", 3] },
		{ name: "b", dtype: "float32", shape: ["N", 3] },
	],
	outputs: [{ name: "sum", dtype: "float32", shape: ["N", 3] }],
	nodes: [{ operator: "Add", inputs: ["a", "b"], outputs: ["sum"] }],
};

/** Bytes of an ONNX file. */
export function onnxBytes(spec: ModelSpec = ADD): Uint8Array<ArrayBuffer> {
	return writeOnnx(buildModel(spec));
}

/** A folder that is there while the tests of one file run. `write` gives the path of the new file. */
export function temporaryFolder(): {
	path(name: string): string;
	write(name: string, bytes: Uint8Array | string): Promise<string>;
} {
	let folder = "";
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "polyinfer-test-"));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));
	const path = (name: string): string => join(folder, name);
	return {
		path,
		async write(name, bytes) {
			await writeFile(path(name), bytes);
			return path(name);
		},
	};
}

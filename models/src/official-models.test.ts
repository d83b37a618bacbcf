import { isDeepStrictEqual } from "node:util";
import { readOnnx, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { fetchArchive, readArchive } from "./index.ts";

const { path: archive, missing } = await fetchArchive("onnx-node-tests");

test.skipIf(missing)(
	`the 1765 models of ONNX's node tests are read, and the same after being written ${missing ?? ""}`,
	{
		timeout: 60_000,
	},
	async () => {
		const files = await readArchive(archive as string, (path) => path.endsWith("/model.onnx"));
		const changed: string[] = [];
		for (const [path, bytes] of files) {
			const model = readOnnx(bytes);
			if (!isDeepStrictEqual(readOnnx(writeOnnx(model)), model)) changed.push(path);
		}
		expect(changed).toEqual([]);
		expect(files.size).toBe(1765);
	},
);

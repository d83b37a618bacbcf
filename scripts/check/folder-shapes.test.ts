import { expect, test } from "vitest";
import { folderShapes, missingFiles } from "./folder-shapes.mjs";

const filesOf = (kind: string): readonly string[] => folderShapes.find((shape) => shape.kind === kind)?.files ?? [];
const engine = filesOf("engine").map((file) => `packages/backend-onnx/src/engines/onnxruntime/${file}`);
const backend = filesOf("backend").map((file) => `packages/backend-onnx/${file}`);
const op = ["index.ts", "reference.ts", "softmax.test.ts"].map((file) => `packages/ops/src/softmax/${file}`);

test("complete folders pass, with more files too", () => {
	expect(missingFiles([...backend, ...engine, ...op, "packages/ops/src/softmax/more.ts"])).toEqual([]);
});

test.each([...backend, ...engine, ...op])("misses %s", (file) => {
	const missing = missingFiles([...backend, ...engine, ...op].filter((one) => one !== file));
	expect(missing).toEqual([expect.stringContaining(`${file} is missing`)]);
});

test("folders that ops are made of are no ops", () => {
	expect(missingFiles(["packages/ops/src/picture/box.ts"])).toEqual([]);
});

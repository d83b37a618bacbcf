import { addNet, loadNet } from "../../../packages/conformance/src/index.ts";
import type { ModelFormat } from "../../../packages/core/src/index.ts";
import type { ServedFile } from "../serve-files.ts";

/** The net that pages run, `/add.onnx` and `/add.tflite`. */
export async function testModels(): Promise<Record<string, ServedFile>> {
	const file = async (format: ModelFormat): Promise<ServedFile> => {
		const { files } = await loadNet(addNet, format);
		return { type: "application/octet-stream", content: files[0]?.bytes ?? "" };
	};
	return { "/add.onnx": await file("onnx"), "/add.tflite": await file("tflite") };
}

/** Twice 1, 2, 3, ... */
export const SUM: readonly number[] = [2, 4, 6, 8, 10, 12];

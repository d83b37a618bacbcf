import type { Tensor } from "../../../packages/core/src/index.ts";
import type { ServedFile } from "../serve-files.ts";
import type { ServedTensor } from "./page-program.ts";

/** Puts tensors among the files of a server, below `folder`, and says where. */
export function serveTensors(
	files: Record<string, ServedFile>,
	folder: string,
	tensors: Readonly<Record<string, Tensor | undefined>>,
): Record<string, ServedTensor> {
	const served: Record<string, ServedTensor> = {};
	for (const [name, tensor] of Object.entries(tensors)) {
		if (tensor === undefined) continue;
		const { dtype, shape } = tensor;
		const { buffer, byteOffset, byteLength } = tensor.data as Float32Array;
		const url = `${folder}${Object.keys(files).length}.bin`;
		files[url] = { type: "application/octet-stream", content: new Uint8Array(buffer, byteOffset, byteLength) };
		served[name] = { dtype, shape, url };
	}
	return served;
}

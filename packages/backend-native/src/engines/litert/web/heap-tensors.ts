import { DTYPES, type OutputRequest, Tensor, type TensorData, type ValueInfo } from "@polyinfer/core";
import type { TensorBuffer, WasmModule } from "./wasm-module.ts";

/** Copies a feed into the engine's heap. */
export function writeFeed(wasm: WasmModule, target: TensorBuffer, feed: Tensor): void {
	const pointer = target.lock(wasm.LiteRtTensorBufferLockMode.WRITE);
	try {
		wasm.HEAPU8.set(bytesOf(feed.data), pointer);
	} finally {
		target.unlock();
	}
}

/** Copies a result out of the engine's heap, into the tensor that was given for it or a new one. */
export function readResult(
	wasm: WasmModule,
	source: TensorBuffer,
	{ dtype, shape }: ValueInfo,
	request: OutputRequest,
): Tensor | undefined {
	if (request === "skip") return undefined;
	const pointer = source.lock(wasm.LiteRtTensorBufferLockMode.READ);
	try {
		const bytes = wasm.HEAPU8.subarray(pointer, pointer + source.packedSize());
		if (typeof request === "object") {
			bytesOf(request.data).set(bytes);
			return request;
		}
		const Container = DTYPES[dtype].array as unknown as new (buffer: ArrayBuffer) => TensorData;
		return new Tensor(dtype, new Container(bytes.slice().buffer), shape as readonly number[]);
	} finally {
		source.unlock();
	}
}

function bytesOf(data: TensorData): Uint8Array {
	const { buffer, byteOffset, byteLength } = data as Uint8Array;
	return new Uint8Array(buffer, byteOffset, byteLength);
}

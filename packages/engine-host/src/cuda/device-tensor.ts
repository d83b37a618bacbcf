import {
	DeviceTensor,
	DTYPES,
	type DType,
	elementCount,
	InferenceError,
	Tensor,
	type TensorData,
} from "@polyinfer/core";
import type { Cuda } from "./cuda.ts";
import type { CudaMemory } from "./cuda-memory.ts";

/** Bytes that a tensor takes on a device. Throws INVALID_ARGUMENT for strings. */
function tensorBytes(dtype: DType, shape: readonly number[]): number {
	const { array } = DTYPES[dtype];
	if (array !== null) return elementCount(shape) * array.BYTES_PER_ELEMENT;
	throw new InferenceError("INVALID_ARGUMENT", `Expected a dtype of numbers but received ${dtype}.`);
}

/**
 * A tensor in the memory of a CUDA device, for feeds of sessions there and for ops. It owns `memory`, whose first bytes are
 * its elements; left out, it gets new memory with undefined content. Throws INVALID_ARGUMENT where it does not fit.
 */
export function cudaTensor<D extends DType>(
	cuda: Cuda,
	dtype: D,
	shape: readonly number[],
	memory: CudaMemory = cuda.allocate(tensorBytes(dtype, shape)),
): DeviceTensor<D> {
	const bytes = tensorBytes(dtype, shape);
	if (memory.bytes < bytes)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${bytes} bytes for [${shape}] but received ${memory.bytes}.`,
		);
	return new DeviceTensor<D>({
		dtype,
		shape,
		location: "cuda",
		handle: memory,
		owner: cuda,
		async read() {
			const data = await cuda.reader.download(memory, 0, bytes);
			const { array } = DTYPES[dtype as DType];
			if (array === null) throw new InferenceError("INVALID_ARGUMENT", "Strings are in no device's memory.");
			return new Tensor(dtype, new array(data.buffer, data.byteOffset, elementCount(shape)) as TensorData<D>, shape);
		},
		release: () => memory.dispose(),
	});
}

import { DeviceTensor, DTYPES, elementCount, Tensor } from "@polyinfer/core";
import { mismatch, unexpected } from "../arguments.ts";
import type { CudaMemory } from "./cuda-device.ts";
import type { CudaOps } from "./cuda-ops.ts";

/** Element types that CUDA ops write and read. */
export type CudaDType = "float32" | "float16" | "int8" | "uint8" | "int32" | "int64";

/**
 * A new tensor on the device for ops and sessions to write into: a batch, or what is used again and again. Its `handle` is a
 * `CudaMemory` of the dense elements, which hold anything at first; `dispose` gives it back. Throws INVALID_ARGUMENT,
 * OUT_OF_MEMORY, DISPOSED.
 */
export function allocateCudaTensor<D extends CudaDType>(
	ops: CudaOps,
	dtype: D,
	shape: readonly number[],
): DeviceTensor<D> {
	const count = elementCount(shape);
	if (count < 0) throw unexpected("sizes of 0 and above in a shape", shape);
	const bytes = count * DTYPES[dtype].bytes;
	const { cuda } = ops;
	const handle = ops.memory(bytes);
	return new DeviceTensor({
		dtype,
		shape,
		location: "cuda",
		handle,
		owner: cuda,
		read: async () => {
			const read = bytes === 0 ? new Uint8Array(0) : await cuda.reader.download(handle, 0, bytes);
			return new Tensor(dtype, elementsOf(dtype, read) as never, shape);
		},
		release: () => handle.dispose(),
	});
}

/** What `act` writes into: `output`, or a new tensor, which is given back where `act` throws. Gives the tensor. */
export function intoCudaTensor(
	ops: CudaOps,
	dtype: CudaDType,
	shape: readonly number[],
	output: DeviceTensor | undefined,
	act: (tensor: DeviceTensor) => void,
): DeviceTensor {
	const tensor = output ?? allocateCudaTensor(ops, dtype, shape);
	try {
		act(tensor);
		return tensor;
	} catch (error) {
		if (output === undefined) tensor.dispose();
		throw error;
	}
}

/** Bytes that came back, as an array of elements. */
function elementsOf(dtype: CudaDType, bytes: Uint8Array): ArrayBufferView {
	const Container = DTYPES[dtype].array as unknown as new (
		bytes: ArrayBufferLike,
		at: number,
		count: number,
	) => ArrayBufferView;
	const size = DTYPES[dtype].bytes;
	const { buffer, byteOffset } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
	return new Container(buffer, byteOffset, bytes.length / size);
}

/**
 * The memory of a tensor that an op reads or writes. Throws INVALID_ARGUMENT for one in other memory, of another device, or
 * whose memory is too small, DISPOSED after its `dispose`.
 */
export function cudaMemory(ops: CudaOps, what: string, tensor: DeviceTensor): CudaMemory {
	const { location = "cpu", owner } = (tensor ?? {}) as Partial<DeviceTensor>;
	if (location !== "cuda") throw mismatch(`a tensor on \`cuda\` ${what}`, `one on \`${location}\``);
	if (owner !== ops.cuda)
		throw mismatch(`a tensor of the \`cuda\` that the op was planned for ${what}`, "one of another device");
	const handle = tensor.handle as CudaMemory;
	if (typeof handle !== "object" || handle === null || typeof handle.pointer !== "bigint")
		throw unexpected(`memory of CUDA as \`handle\` of the tensor ${what}`, handle);
	const bytes = tensor.size * DTYPES[tensor.dtype].bytes;
	if (handle.bytes < bytes)
		throw mismatch(`memory of at least ${bytes} bytes ${what}`, `some of ${handle.bytes} bytes`);
	return handle;
}

import { DeviceTensor, DTYPES, elementCount, formatType, Tensor } from "@polyinfer/core";
import { mismatch, unexpected } from "../arguments.ts";
import { BUFFER_USAGE } from "./buffer-usage.ts";
import type { Gpu } from "./gpu.ts";

/** Element types that ops write to a GPU and read there. */
export type GpuDType = "float32" | "float16" | "int8" | "uint8" | "int32";

const usage = BUFFER_USAGE.storage | BUFFER_USAGE.copySource | BUFFER_USAGE.copyDestination;

/**
 * A new tensor on the GPU, zeros at first, for ops to write into: a batch, or what is used again and again. Its `handle` is a
 * `GPUBuffer` of the dense elements; `dispose` destroys it. Throws INVALID_ARGUMENT where it is larger than the device takes.
 */
export function allocateGpuTensor<D extends GpuDType>(gpu: Gpu, dtype: D, shape: readonly number[]): DeviceTensor<D> {
	const count = elementCount(shape);
	if (count < 0) throw unexpected("sizes of 0 and above in a shape", shape);
	const bytes = count * DTYPES[dtype].bytes;
	const handle = gpu.buffer(`tensor ${formatType(dtype, shape)}`, bytes, usage);
	return new DeviceTensor({
		dtype,
		shape,
		location: "webgpu",
		handle,
		owner: gpu.device,
		read: async () => new Tensor(dtype, elementsOf(dtype, await readBuffer(gpu, handle, bytes)) as never, shape),
		release: () => handle.destroy(),
	});
}

/** The first `bytes` of a buffer. */
async function readBuffer(gpu: Gpu, from: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
	return gpu.settled("read a tensor back", async () => {
		const size = Math.max(4, Math.ceil(bytes / 4) * 4);
		const buffer = gpu.buffer("read back", size, BUFFER_USAGE.mapRead | BUFFER_USAGE.copyDestination);
		const commands = gpu.device.createCommandEncoder();
		commands.copyBufferToBuffer(from, 0, buffer, 0, size);
		gpu.device.queue.submit([commands.finish()]);
		try {
			await buffer.mapAsync(1);
			return buffer.getMappedRange().slice(0, bytes);
		} finally {
			buffer.destroy();
		}
	});
}

function elementsOf(dtype: GpuDType, bytes: ArrayBuffer): ArrayBufferView {
	const Container = DTYPES[dtype].array as unknown as new (bytes: ArrayBuffer) => ArrayBufferView;
	return new Container(bytes);
}

/**
 * The buffer of a tensor that an op reads or writes on `gpu`. Throws INVALID_ARGUMENT for one in other memory, of another
 * device, or whose buffer is too small, DISPOSED after its `dispose`.
 */
export function gpuBuffer(gpu: Gpu, what: string, tensor: DeviceTensor): GPUBuffer {
	const { location = "cpu", owner } = (tensor ?? {}) as Partial<DeviceTensor>;
	if (location !== "webgpu") throw mismatch(`a tensor on \`webgpu\` ${what}`, `one on \`${location}\``);
	if (owner !== gpu.device)
		throw mismatch(`a tensor of the GPUDevice that the op was planned for ${what}`, "one of another device");
	const handle = tensor.handle as GPUBuffer;
	if (typeof handle !== "object" || handle === null || typeof handle.size !== "number")
		throw unexpected(`a GPUBuffer as \`handle\` of the tensor ${what}`, handle);
	const bytes = tensor.size * DTYPES[tensor.dtype].bytes;
	if (handle.size < bytes) throw mismatch(`a buffer of at least ${bytes} bytes ${what}`, `one of ${handle.size} bytes`);
	return handle;
}

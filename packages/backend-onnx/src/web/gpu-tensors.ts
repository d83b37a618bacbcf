import {
	DeviceTensor,
	DTYPES,
	type DType,
	elementCount,
	InferenceError,
	Tensor,
	type TensorData,
} from "@polyinfer/core";
import { ID } from "../errors.ts";
import type { SessionDevice } from "./gpu-device.ts";

/** Bits of `GPUBufferUsage`. */
const USAGE = { mapRead: 0x1, copySource: 0x4, copyDestination: 0x8, storage: 0x80 };

/** ONNX Runtime reads and writes whole groups of so many bytes. */
const GROUP_BYTES = 16;

/** Element types that ONNX Runtime has on the GPU. */
export const GPU_DTYPES: readonly DType[] = ["float32", "float16", "int32", "int64", "uint32", "uint8", "bool"];

/** The size of a buffer that holds `bytes`. */
const wholeSize = (bytes: number): number => Math.max(1, Math.ceil(bytes / GROUP_BYTES)) * GROUP_BYTES;

const bytesOf = (dtype: DType, shape: readonly number[]): number => elementCount(shape) * DTYPES[dtype].bytes;

/** A buffer of a device tensor's elements that ONNX Runtime may read, and what gives it back after the run. */
export interface FeedBuffer {
	readonly buffer: GPUBuffer;
	release(): void;
}

/** The memory of a feed. Throws INVALID_ARGUMENT for a tensor of another device, or a buffer that cannot be read. */
export function feedBuffer(name: string, feed: DeviceTensor, { device }: SessionDevice): FeedBuffer {
	if (feed.owner !== device)
		throw refused(
			`Expected a tensor of the session's own GPUDevice for input \`${name}\` but received one of another.`,
		);
	const buffer = feed.handle as GPUBuffer;
	const size = wholeSize(bytesOf(feed.dtype, feed.shape));
	const isUsable = (buffer?.usage & USAGE.storage) !== 0 && (buffer?.usage & USAGE.copySource) !== 0;
	if (!isUsable)
		throw refused(
			`Expected a GPUBuffer with usage STORAGE and COPY_SRC for input \`${name}\` but received another one.`,
		);
	if (buffer.size >= size) return { buffer, release: () => undefined };
	const bytes = Math.ceil(bytesOf(feed.dtype, feed.shape) / 4) * 4;
	if (buffer.size < bytes)
		throw refused(`Expected a GPUBuffer of ${bytes} bytes for input \`${name}\` but received ${buffer.size}.`);
	const whole = copyBuffer(device, buffer, bytes);
	return { buffer: whole, release: () => whole.destroy() };
}

/** A tensor in memory of its own that has what `from` holds now. It outlives the session. */
export function toDeviceTensor(
	dtype: DType,
	shape: readonly number[],
	from: GPUBuffer,
	on: SessionDevice,
): DeviceTensor {
	const size = wholeSize(bytesOf(dtype, shape));
	return deviceTensor(dtype, shape, copyBuffer(on.device, from, Math.min(size, from.size)), on);
}

/** The same for a tensor in CPU memory. Throws UNSUPPORTED for strings. */
export function uploadTensor(name: string, { dtype, shape, data }: Tensor, on: SessionDevice): DeviceTensor {
	if (Array.isArray(data))
		throw new InferenceError("UNSUPPORTED", `Output \`${name}\` is of strings, which no GPU holds: use \`run\`.`, {
			backend: ID,
			stage: "run",
			advice: "Leave it out of `outputs`, or call `run`.",
		});
	const size = wholeSize(data.byteLength);
	const buffer = on.device.createBuffer({ size, usage: TENSOR_USAGE, mappedAtCreation: true });
	new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
	buffer.unmap();
	return deviceTensor(dtype, shape, buffer, on);
}

/** What a buffer holds, in CPU memory. Rejects with DEVICE_LOST. */
export async function readTensor<D extends DType>(
	dtype: D,
	shape: readonly number[],
	from: GPUBuffer,
	on: SessionDevice,
): Promise<Tensor<D>> {
	const Container = DTYPES[dtype].array as unknown as new (buffer: ArrayBuffer) => TensorData<D>;
	const bytes = bytesOf(dtype, shape);
	if (bytes === 0) return new Tensor(dtype, new Container(new ArrayBuffer(0)), shape);
	if (on.lost) throw on.lost;
	const size = Math.ceil(bytes / 4) * 4;
	const staging = on.device.createBuffer({ size, usage: USAGE.mapRead | USAGE.copyDestination });
	try {
		const commands = on.device.createCommandEncoder();
		commands.copyBufferToBuffer(from, 0, staging, 0, size);
		on.device.queue.submit([commands.finish()]);
		await staging.mapAsync(1);
		return new Tensor(dtype, new Container(staging.getMappedRange().slice(0, bytes)), shape);
	} catch (cause) {
		throw await lossOr(on, cause);
	} finally {
		staging.destroy();
	}
}

/** DEVICE_LOST where the device is gone, which it tells only after what waits has failed; else `cause`. */
export async function lossOr(on: SessionDevice, cause: unknown): Promise<unknown> {
	for (let i = 0; i < 10 && on.lost === undefined; i++) await new Promise((resolve) => setTimeout(resolve, 10));
	return on.lost ?? cause;
}

const TENSOR_USAGE = USAGE.storage | USAGE.copySource | USAGE.copyDestination;

function deviceTensor(dtype: DType, shape: readonly number[], handle: GPUBuffer, on: SessionDevice): DeviceTensor {
	return new DeviceTensor({
		dtype,
		shape,
		location: "webgpu",
		handle,
		owner: on.device,
		read: () => readTensor(dtype, shape, handle, on),
		release: () => handle.destroy(),
	});
}

function copyBuffer(device: GPUDevice, from: GPUBuffer, bytes: number): GPUBuffer {
	const copy = device.createBuffer({ size: wholeSize(bytes), usage: TENSOR_USAGE });
	const commands = device.createCommandEncoder();
	commands.copyBufferToBuffer(from, 0, copy, 0, Math.floor(bytes / 4) * 4);
	device.queue.submit([commands.finish()]);
	return copy;
}

function refused(message: string): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", message, { backend: ID, stage: "run" });
}

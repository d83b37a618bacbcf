import { InferenceError } from "@polyinfer/core";
import { awaitCuda, callCuda } from "./call-cuda.ts";
import { CudaGraph } from "./cuda-graph.ts";
import type { CudaMemory } from "./cuda-memory.ts";
import type { CudaKernel } from "./cuda-module.ts";
import { type KernelArgument, packArguments } from "./kernel-arguments.ts";
import type { NativeCuda, NativeStream } from "./native-cuda.ts";

/** Sizes of a grid or of a block: one number is that of x; y and z are 1 unless said. */
export type CudaSize = number | readonly [x: number, y?: number, z?: number];

/** How a kernel is launched. */
export interface CudaLaunch {
	/** Blocks. */
	readonly grid: CudaSize;
	/** Threads of a block, 1024 in all at most. */
	readonly block: CudaSize;
	/** Dynamic shared memory of a block, 48 KiB at most. */
	readonly sharedBytes?: number;
}

const dims = new Uint32Array(7);

/**
 * Work that a device does in order. Calls return before it is done. Where it touches memory that another stream used, it
 * waits for that on the device. What fails on the device is told by the next call that looks: DEVICE_LOST.
 */
export class CudaStream implements AsyncDisposable {
	readonly #cuda: NativeCuda;
	readonly #native: NativeStream;
	#disposed: Promise<void> | undefined;

	constructor(cuda: NativeCuda, native: NativeStream) {
		this.#cuda = cuda;
		this.#native = native;
	}

	/** Copies bytes to the device; `from` may be changed as soon as this returns. Throws INVALID_ARGUMENT beyond the end. */
	upload(to: CudaMemory, offsetBytes: number, from: Uint8Array): void {
		callCuda(() => this.#cuda.upload(this.#native, to.native, offsetBytes, from));
	}

	/** Copies bytes from the device into new memory, when all before is done. */
	download(from: CudaMemory, offsetBytes: number, bytes: number): Promise<Uint8Array> {
		return awaitCuda(() => this.#cuda.download(this.#native, from.native, offsetBytes, bytes));
	}

	/** Copies bytes on the device. */
	copy(to: CudaMemory, toOffsetBytes: number, from: CudaMemory, fromOffsetBytes: number, bytes: number): void {
		callCuda(() => this.#cuda.copy(this.#native, to.native, toOffsetBytes, from.native, fromOffsetBytes, bytes));
	}

	/** Sets each byte to `value`, 0 to 255. */
	fill(memory: CudaMemory, offsetBytes: number, bytes: number, value: number): void {
		callCuda(() => this.#cuda.fill(this.#native, memory.native, offsetBytes, bytes, value));
	}

	/**
	 * Starts a kernel. Throws INVALID_ARGUMENT where number or sizes of the arguments are not the kernel's (drivers before
	 * CUDA 12.4 do not tell), and ENGINE where the device has no such grid or block.
	 */
	launch(kernel: CudaKernel, { grid, block, sharedBytes = 0 }: CudaLaunch, args: readonly KernelArgument[]): void {
		setSize(0, grid, "grid");
		setSize(3, block, "block");
		dims[6] = sharedBytes;
		const packed = packArguments(args);
		callCuda(() => this.#cuda.launch(this.#native, kernel.native, dims, packed.slots, packed.sizes, packed.memories));
	}

	/**
	 * Notes what `record` puts into this stream, which must be launches, copies on the device and fills, and does none of it.
	 * Throws INVALID_ARGUMENT for all else, and what `record` throws.
	 */
	capture(record: () => void): CudaGraph {
		callCuda(() => this.#cuda.beginCapture(this.#native));
		try {
			record();
		} catch (error) {
			this.#cuda.releaseGraph(callCuda(() => this.#cuda.endCapture(this.#native)));
			throw error;
		}
		return new CudaGraph(
			this.#cuda,
			callCuda(() => this.#cuda.endCapture(this.#native)),
		);
	}

	/** Does what was captured, which costs one call. The graph may be of another stream of the device. */
	replay(graph: CudaGraph): void {
		callCuda(() => this.#cuda.replay(this.#native, graph.native));
	}

	/** Settles when all is done that was put into the stream until now. */
	finished(): Promise<void> {
		return awaitCuda(() => this.#cuda.finished(this.#native));
	}

	/** Settles when all that is in the stream is done. Idempotent. */
	dispose(): Promise<void> {
		this.#disposed ??= awaitCuda(() => this.#cuda.closeStream(this.#native));
		return this.#disposed;
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.dispose();
	}
}

function setSize(at: number, size: CudaSize, what: string): void {
	const [x, y = 1, z = 1] = typeof size === "number" ? [size] : size;
	for (const [i, value] of [x, y, z].entries()) {
		if (!Number.isInteger(value) || value < 1 || value > 0x7fffffff)
			throw new InferenceError("INVALID_ARGUMENT", `Expected a ${what} of 1 or more but received ${value}.`);
		dims[at + i] = value;
	}
}

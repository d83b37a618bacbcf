import { InferenceError } from "@polyinfer/core";
import type { Cuda, CudaKernel, CudaMemory, CudaStream } from "./cuda-device.ts";

/** The text of a kernel, and the texts that it includes, by the names that it includes them by. */
export interface KernelText {
	readonly source: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An NVIDIA GPU on which ops run. Sessions on the same `cuda` take the tensors that ops make where they are, and ops take
 * theirs.
 */
export class CudaOps implements Disposable {
	readonly cuda: Cuda;
	/** What ops are queued on. */
	readonly stream: CudaStream;
	#isDisposed = false;
	#room: CudaMemory | undefined;

	constructor(cuda: Cuda) {
		this.cuda = cuda;
		this.stream = cuda.createStream();
	}

	/** Throws DISPOSED after {@link dispose}. */
	check(): void {
		if (this.#isDisposed) throw new InferenceError("DISPOSED", "The CUDA ops were disposed.");
	}

	/** A kernel, compiled once for each text. Rejects with UNAVAILABLE where there is no NVRTC, ENGINE, DISPOSED. */
	async kernel(text: KernelText, name: string): Promise<CudaKernel> {
		this.check();
		return (await this.cuda.compile({ name, ...text })).kernel(name);
	}

	/** New memory. Throws OUT_OF_MEMORY, DISPOSED. */
	memory(bytes: number): CudaMemory {
		this.check();
		return this.cuda.allocate(Math.max(bytes, 4));
	}

	/** Memory with `words`, for kernels to read. */
	table(words: Int32Array | Uint32Array | Float32Array): CudaMemory {
		const memory = this.memory(words.byteLength);
		this.stream.upload(memory, 0, new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
		return memory;
	}

	/**
	 * Memory of at least so many bytes that ops upload to, used again by each: what lies in it is read by work that was queued
	 * before. Throws OUT_OF_MEMORY, DISPOSED.
	 */
	uploadRoom(bytes: number): CudaMemory {
		this.check();
		if (this.#room === undefined || this.#room.bytes < bytes) {
			this.#room?.dispose();
			this.#room = undefined;
			this.#room = this.memory(bytes);
		}
		return this.#room;
	}

	/** Ends the use of the device for ops; the `cuda` stays its owner's. Idempotent. */
	dispose(): void {
		if (this.#isDisposed) return;
		this.#isDisposed = true;
		this.#room?.dispose();
		this.stream.dispose();
	}

	[Symbol.dispose](): void {
		this.dispose();
	}
}

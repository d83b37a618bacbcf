import { InferenceError } from "@polyinfer/core";
import type { Cuda, CudaKernel, CudaMemory, CudaStream } from "./cuda-device.ts";

/** The text of a kernel, and the texts that it includes, by the names that it includes them by. */
export interface KernelText {
	/** What messages call it. */
	readonly name: string;
	readonly source: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An NVIDIA GPU on which ops run. Sessions on the same `cuda` take the tensors that ops make where they are, and ops take
 * theirs.
 */
export class CudaOps implements AsyncDisposable {
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

	/** Kernels of a text, which is compiled once. Rejects with UNAVAILABLE where there is no NVRTC, ENGINE, DISPOSED. */
	async kernels<Names extends readonly string[]>(
		text: KernelText,
		names: Names,
	): Promise<{ readonly [I in keyof Names]: CudaKernel }> {
		this.check();
		const module = await this.cuda.compile(text);
		return names.map((name) => module.kernel(name)) as { readonly [I in keyof Names]: CudaKernel };
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

	/** Ends the use of the device for ops, when what is queued is done; the `cuda` stays its owner's. Idempotent. */
	async dispose(): Promise<void> {
		if (this.#isDisposed) return;
		this.#isDisposed = true;
		this.#room?.dispose();
		await this.stream.dispose();
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.dispose();
	}
}

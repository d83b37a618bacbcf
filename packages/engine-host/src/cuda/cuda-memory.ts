import type { NativeCuda, NativeMemory } from "./native-cuda.ts";

/**
 * Memory of a CUDA device, from a pool. Streams that touch it wait on the device for what other streams did with it before:
 * nobody has to wait on the host. Made by `Cuda.allocate`.
 */
export class CudaMemory implements Disposable {
	/** Its address on the device. */
	readonly pointer: bigint;
	readonly bytes: number;
	/** In the addon's hands. */
	readonly native: NativeMemory;
	readonly #cuda: NativeCuda;

	constructor(cuda: NativeCuda, native: NativeMemory, pointer: bigint, bytes: number) {
		this.#cuda = cuda;
		this.native = native;
		this.pointer = pointer;
		this.bytes = bytes;
	}

	/** Gives it back; what was put into streams before still happens. Idempotent; garbage collection does the same late. */
	dispose(): void {
		this.#cuda.release(this.native);
	}

	[Symbol.dispose](): void {
		this.dispose();
	}
}

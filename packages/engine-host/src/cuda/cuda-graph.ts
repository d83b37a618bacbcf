import type { NativeCuda, NativeGraph } from "./native-cuda.ts";

/**
 * Launches, copies and fills that a stream was given, to be given again at once: `CudaStream.capture` makes it. It keeps the
 * memory that it touches until it is disposed, also memory that was disposed meanwhile.
 */
export class CudaGraph implements Disposable {
	/** In the addon's hands. */
	readonly native: NativeGraph;
	readonly #cuda: NativeCuda;

	constructor(cuda: NativeCuda, native: NativeGraph) {
		this.#cuda = cuda;
		this.native = native;
	}

	/** Idempotent. Replays that are under way go on. */
	dispose(): void {
		this.#cuda.releaseGraph(this.native);
	}

	[Symbol.dispose](): void {
		this.dispose();
	}
}

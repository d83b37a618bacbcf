import { callCuda } from "./call-cuda.ts";
import type { NativeCuda, NativeKernel, NativeModule } from "./native-cuda.ts";

/** One kernel of a {@link CudaModule}. */
export interface CudaKernel {
	readonly name: string;
	/** In the addon's hands. */
	readonly native: NativeKernel;
}

/** Compiled kernels on a device. Made by `Cuda.compile`; it stays loaded, and compiling the same again gives it again. */
export class CudaModule {
	readonly #cuda: NativeCuda;
	readonly #native: NativeModule;
	readonly #kernels = new Map<string, CudaKernel>();

	constructor(cuda: NativeCuda, native: NativeModule) {
		this.#cuda = cuda;
		this.#native = native;
	}

	/** The kernel that the source declares `extern "C" __global__ void name(...)`. Throws INVALID_ARGUMENT: there is none. */
	kernel(name: string): CudaKernel {
		const known = this.#kernels.get(name);
		if (known) return known;
		const kernel = { name, native: callCuda(() => this.#cuda.kernel(this.#native, name)) };
		this.#kernels.set(name, kernel);
		return kernel;
	}
}

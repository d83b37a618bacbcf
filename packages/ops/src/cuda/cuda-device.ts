/** Memory of a device, from `Cuda.allocate`: the `handle` of a `DeviceTensor` on `"cuda"`. */
export interface CudaMemory {
	readonly pointer: bigint;
	readonly bytes: number;
	/** Gives the memory back, once what was queued before is done with it. Idempotent. */
	dispose(): void;
}

/** A function of a {@link CudaModule}. */
export interface CudaKernel {
	readonly name: string;
}

/** Compiled kernels. */
export interface CudaModule {
	kernel(name: string): CudaKernel;
}

/** What a kernel is given. */
export type CudaArgument =
	| CudaMemory
	| { readonly memory: CudaMemory; readonly offsetBytes: number }
	| { readonly int32: number }
	| { readonly uint32: number }
	| { readonly float32: number }
	| { readonly uint64: bigint | number };

/** Blocks, and threads of a block. */
export interface CudaLaunch {
	readonly grid: readonly [x: number, y: number, z: number];
	readonly block: readonly [x: number, y: number, z: number];
	/** Dynamic shared memory of a block. Default: 0. */
	readonly sharedBytes?: number;
}

/** Work for a device, done in its order. Memory that another stream writes is waited for on the device. */
export interface CudaStream {
	/** `from` may be used again on return. */
	upload(to: CudaMemory, offsetBytes: number, from: Uint8Array): void;
	download(from: CudaMemory, offsetBytes: number, bytes: number): Promise<Uint8Array>;
	copy(to: CudaMemory, toBytes: number, from: CudaMemory, fromBytes: number, bytes: number): void;
	fill(to: CudaMemory, offsetBytes: number, bytes: number, value: number): void;
	launch(kernel: CudaKernel, launch: CudaLaunch, args: readonly CudaArgument[]): void;
	finished(): Promise<void>;
	dispose(): Promise<void>;
}

/** What ops need of `openCuda` of `@polyinfer/engine-host/cuda`. */
export interface Cuda {
	readonly device: { readonly name: string };
	allocate(bytes: number): CudaMemory;
	createStream(): CudaStream;
	/** The stream by which tensors are read that belong to nobody else's. */
	readonly reader: Pick<CudaStream, "download">;
	compile(program: {
		readonly name: string;
		readonly source: string;
		readonly headers?: Readonly<Record<string, string>>;
	}): Promise<CudaModule>;
}

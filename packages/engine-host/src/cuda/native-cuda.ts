/** An open device, in the addon's hands. */
export interface NativeDevice {
	readonly __device: never;
}

/** Memory of a device, in the addon's hands. */
export interface NativeMemory {
	readonly __memory: never;
}

/** A stream, in the addon's hands. */
export interface NativeStream {
	readonly __stream: never;
}

/** Loaded kernels, in the addon's hands. */
export interface NativeModule {
	readonly __module: never;
}

/** One kernel, in the addon's hands; it keeps its module. */
export interface NativeKernel {
	readonly __kernel: never;
}

/** What a stream was given, to be given again, in the addon's hands. */
export interface NativeGraph {
	readonly __graph: never;
}

/** What the driver tells of a device. */
export interface NativeDeviceFacts {
	readonly handle: NativeDevice;
	readonly name: string;
	readonly major: number;
	readonly minor: number;
	/** 1000 * major + 10 * minor. */
	readonly driverVersion: number;
	readonly totalBytes: number;
}

/** What NVRTC tells of itself; architectures are 10 * major + minor of a compute capability. */
export interface NativeNvrtc {
	readonly major: number;
	readonly minor: number;
	readonly architectures: readonly number[];
}

/** What {@link NativeCuda.compile} compiles. */
export interface NativeCompilation {
	readonly name: string;
	readonly source: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly options: readonly string[];
	/** A cubin; else PTX. */
	readonly isBinary: boolean;
}

/**
 * `cuda` of the addon's exports. What waits is a promise; all else returns before the device has done it, and what
 * streams do with memory comes after what other streams did with it before. Offsets and counts are bytes.
 */
export interface NativeCuda {
	/** `library`: absolute path of a driver; "": the system's. */
	openDevice(library: string, ordinal: number): Promise<NativeDeviceFacts>;
	allocate(device: NativeDevice, sizeBytes: number): readonly [memory: NativeMemory, pointer: bigint];
	release(memory: NativeMemory): void;
	trim(device: NativeDevice): Promise<void>;
	createStream(device: NativeDevice): NativeStream;
	closeStream(stream: NativeStream): Promise<void>;
	upload(stream: NativeStream, to: NativeMemory, offset: number, from: Uint8Array): void;
	download(stream: NativeStream, from: NativeMemory, offset: number, sizeBytes: number): Promise<Uint8Array>;
	copy(
		stream: NativeStream,
		to: NativeMemory,
		toOffset: number,
		from: NativeMemory,
		fromOffset: number,
		sizeBytes: number,
	): void;
	fill(stream: NativeStream, memory: NativeMemory, offset: number, sizeBytes: number, value: number): void;
	finished(stream: NativeStream): Promise<void>;
	loadModule(device: NativeDevice, image: Uint8Array): Promise<NativeModule>;
	unloadModule(module: NativeModule): void;
	kernel(module: NativeModule, name: string): NativeKernel;
	/** `dims`: grid, block, shared bytes. `slots`: 8 bytes an argument. `sizes`: bytes of each. */
	launch(
		stream: NativeStream,
		kernel: NativeKernel,
		dims: Uint32Array,
		slots: Uint8Array,
		sizes: Uint8Array,
		memories: readonly NativeMemory[],
	): void;
	beginCapture(stream: NativeStream): void;
	endCapture(stream: NativeStream): NativeGraph;
	replay(stream: NativeStream, graph: NativeGraph): void;
	releaseGraph(graph: NativeGraph): void;
	openNvrtc(library: string, builtins: string): Promise<NativeNvrtc>;
	compile(
		library: string,
		builtins: string,
		compilation: NativeCompilation,
	): Promise<{ readonly image: Uint8Array; readonly log: string }>;
}

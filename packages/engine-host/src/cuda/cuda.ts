import { checkOptions, InferenceError, type OptionSchema } from "@polyinfer/core";
import { loadAddon } from "../addon.ts";
import { awaitCuda, callCuda } from "./call-cuda.ts";
import { CudaMemory } from "./cuda-memory.ts";
import type { CudaModule } from "./cuda-module.ts";
import { CudaStream } from "./cuda-stream.ts";
import { type CompileOptions, KernelCompiler } from "./kernel-compiler.ts";
import type { NativeCuda, NativeDevice, NativeDeviceFacts, NativeMemory } from "./native-cuda.ts";

/** Which device {@link openCuda} opens. */
export interface CudaOptions {
	/** Counted from 0, as in `cuda:0`. Default 0. */
	readonly device?: number;
	/** Absolute path of another driver than the system's. Default: POLYINFER_CUDA_LIBRARY, else the system's. */
	readonly library?: string;
	/** Absolute path of libnvrtc; of the first call for a device. Default: POLYINFER_NVRTC_LIBRARY, else what `polyinfer engines add nvrtc` has brought. */
	readonly nvrtc?: string;
	/** `"system"`: NVRTC of a CUDA toolkit or of a Python environment will do too. Of the first call for a device. */
	readonly search?: "system";
}

/** What is known of a device. */
export interface CudaDevice {
	/** As in `prefer`: `"cuda:0"`. */
	readonly id: string;
	readonly name: string;
	readonly computeCapability: readonly [major: number, minor: number];
	/** The newest CUDA that the driver runs: `"13.0"`. */
	readonly driverVersion: string;
	readonly totalBytes: number;
}

/** A CUDA device. There is nothing to dispose but what it makes; `trim` gives back what it keeps for later. */
export class Cuda {
	readonly device: CudaDevice;
	readonly #native: NativeCuda;
	readonly #facts: NativeDeviceFacts;
	readonly #compiler: KernelCompiler;
	#reader: CudaStream | undefined;

	constructor(native: NativeCuda, facts: NativeDeviceFacts, { device = 0, ...search }: CudaOptions) {
		this.#native = native;
		this.#facts = facts;
		const { name, major, minor, driverVersion, totalBytes } = facts;
		this.device = Object.freeze({
			id: `cuda:${device}`,
			name,
			computeCapability: Object.freeze([major, minor] as const),
			driverVersion: `${Math.floor(driverVersion / 1000)}.${Math.floor((driverVersion % 1000) / 10)}`,
			totalBytes,
		});
		this.#compiler = new KernelCompiler(native, facts, search);
	}

	/** In the addon's hands; the same for the same device of the same driver. */
	get native(): NativeDevice {
		return this.#facts.handle;
	}

	/** Takes memory over that the addon has made. */
	adopt(memory: NativeMemory, pointer: bigint, bytes: number): CudaMemory {
		return new CudaMemory(this.#native, memory, pointer, bytes);
	}

	/** Memory with undefined content, aligned to 256 bytes at least. Throws INVALID_ARGUMENT, OUT_OF_MEMORY, DEVICE_LOST. */
	allocate(bytes: number): CudaMemory {
		if (!Number.isSafeInteger(bytes) || bytes < 0)
			throw new InferenceError("INVALID_ARGUMENT", `Expected a number of bytes but received ${bytes}.`);
		const [memory, pointer] = callCuda(() => this.#native.allocate(this.#facts.handle, bytes));
		return new CudaMemory(this.#native, memory, pointer, bytes);
	}

	/** A stream of its own, which waits for no other. Throws DEVICE_LOST. */
	createStream(): CudaStream {
		return new CudaStream(
			this.#native,
			callCuda(() => this.#native.createStream(this.#facts.handle)),
		);
	}

	/** The stream by which tensors are read that belong to nobody else's. */
	get reader(): CudaStream {
		this.#reader ??= this.createStream();
		return this.#reader;
	}

	/**
	 * Compiles CUDA C++ for this device with NVRTC, without contracted multiplications and additions; the same source is
	 * compiled once, and kept on disk. Rejects with INVALID_ARGUMENT and the compiler's words, UNAVAILABLE without NVRTC.
	 */
	compile(options: CompileOptions): Promise<CudaModule> {
		return this.#compiler.compile(options);
	}

	/** Frees memory that is kept for later, when what uses it is done. Kernels stay loaded. */
	async trim(): Promise<void> {
		const reader = this.#reader;
		this.#reader = undefined;
		await reader?.dispose();
		await awaitCuda(() => this.#native.trim(this.#facts.handle));
	}
}

const OPTIONS: OptionSchema & Record<keyof CudaOptions, OptionSchema[string]> = {
	device: "count",
	library: "string",
	nvrtc: "string",
	search: ["system"],
};

const opened = new Map<string, Promise<Cuda>>();

/**
 * Opens a CUDA device, the same object each time. Rejects with UNAVAILABLE where there is no driver, an old one, or no such
 * device, with what to do; with DEVICE_LOST where it broke in this process. Failures are tried anew.
 */
export async function openCuda(options: CudaOptions = {}): Promise<Cuda> {
	if (typeof options !== "object" || options === null)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an object of options for openCuda but received ${String(options)}.`,
		);
	checkOptions(options, OPTIONS, "openCuda");
	const { device = 0, library = "" } = options;
	const key = JSON.stringify([device, library || process.env.POLYINFER_CUDA_LIBRARY || ""]);
	const known = opened.get(key);
	if (known) return known;
	const opening = open(options);
	opened.set(key, opening);
	opening.catch(() => opened.delete(key));
	return opening;
}

async function open(options: CudaOptions): Promise<Cuda> {
	const { device = 0, library = "" } = options;
	const { cuda } = loadAddon();
	return new Cuda(cuda, await awaitCuda(() => cuda.openDevice(library, device)), options);
}

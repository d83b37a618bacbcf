import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { openCache } from "../cache/open-cache.ts";
import { awaitCuda } from "./call-cuda.ts";
import { CudaModule } from "./cuda-module.ts";
import type { NativeCuda, NativeDeviceFacts } from "./native-cuda.ts";
import { type Nvrtc, type NvrtcSearch, openNvrtc } from "./nvrtc.ts";

/** What `Cuda.compile` compiles. */
export interface CompileOptions {
	/** What messages call it: `"letterbox.cu"`. */
	readonly name: string;
	/** CUDA C++17. Kernels are `extern "C" __global__`; `DYN_SHARED(type, name)` declares dynamic shared memory. */
	readonly source: string;
	/** Contents of the headers that it includes, by name. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Further options of NVRTC: `"-DROWS=4"`. */
	readonly options?: readonly string[];
}

/** The numbers of the reference: a product and a sum are two roundings, as they are elsewhere. */
const OPTIONS = ["--std=c++17", "--fmad=false", "-DDYN_SHARED(T,name)=extern __shared__ T name[]"];

/** Kernels of one device: each source is compiled once, and kept on disk by all that its code depends on. */
export class KernelCompiler {
	readonly #cuda: NativeCuda;
	readonly #device: NativeDeviceFacts;
	readonly #search: NvrtcSearch;
	readonly #modules = new Map<string, Promise<CudaModule>>();
	#nvrtc: Promise<Nvrtc> | undefined;

	constructor(cuda: NativeCuda, device: NativeDeviceFacts, search: NvrtcSearch) {
		this.#cuda = cuda;
		this.#device = device;
		this.#search = search;
	}

	/** As `Cuda.compile`. */
	compile({ name, source, headers = {}, options = [] }: CompileOptions): Promise<CudaModule> {
		const sha256 = createHash("sha256")
			.update(JSON.stringify([name, source, headers, options]))
			.digest("hex");
		const known = this.#modules.get(sha256);
		if (known) return known;
		const loading = this.#load(sha256, { name, source, headers, options });
		this.#modules.set(sha256, loading);
		loading.catch(() => this.#modules.delete(sha256));
		return loading;
	}

	async #load(sha256: string, what: Required<CompileOptions>): Promise<CudaModule> {
		this.#nvrtc ??= openNvrtc(this.#cuda, this.#device.driverVersion, this.#search);
		const nvrtc = await this.#nvrtc.catch((error: unknown) => {
			this.#nvrtc = undefined;
			throw error;
		});
		const target = targetOf(this.#device, nvrtc);
		const image = await this.#image(sha256, what, nvrtc, target);
		return new CudaModule(this.#cuda, await awaitCuda(() => this.#cuda.loadModule(this.#device.handle, image)));
	}

	/** From the disk, else compiled; where nothing can be kept on disk, compiled each time. */
	async #image(
		sha256: string,
		{ name, source, headers, options }: Required<CompileOptions>,
		nvrtc: Nvrtc,
		target: Target,
	): Promise<Uint8Array> {
		let made: Uint8Array | undefined;
		let failure: unknown;
		const make = async (): Promise<Uint8Array> => {
			const all = [`--gpu-architecture=${target.architecture}`, ...OPTIONS, ...options];
			const { image } = await nvrtc.compile({ name, source, headers, options: all, isBinary: target.isBinary });
			return image;
		};
		const { architecture } = target;
		const key = { sha256, architecture, options: OPTIONS.join(" "), nvrtc: `${nvrtc.major}.${nvrtc.minor}` };
		try {
			const { path } = await openCache().folder("cuda-kernels", key, async (folder) => {
				made = await make().catch((error: unknown) => {
					failure = error;
					throw error;
				});
				await writeFile(join(folder, "image"), made);
			});
			return made ?? (await readFile(join(path, "image")));
		} catch (error) {
			if (failure !== undefined) throw failure;
			if (!(error instanceof InferenceError) || error.code !== "UNAVAILABLE") throw error;
			return made ?? (await make());
		}
	}
}

/** What code is compiled to. */
interface Target {
	readonly architecture: string;
	readonly isBinary: boolean;
}

/** Code of the device itself; for devices newer than NVRTC, PTX of the newest it knows. UNSUPPORTED for those too old for it. */
function targetOf({ name, major, minor }: NativeDeviceFacts, { architectures, path }: Nvrtc): Target {
	const own = major * 10 + minor;
	const older = architectures.filter((each) => each <= own);
	const newest = older.at(-1);
	if (newest === undefined)
		throw new InferenceError(
			"UNSUPPORTED",
			`${name} has compute capability ${major}.${minor}, which ${path} does not compile for.`,
			{ stage: "compile", advice: "use a device of compute capability 7.5 or newer" },
		);
	return newest === own
		? { architecture: `sm_${own}`, isBinary: true }
		: { architecture: `compute_${newest}`, isBinary: false };
}

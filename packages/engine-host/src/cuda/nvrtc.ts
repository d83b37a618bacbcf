import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { engineFolderPlace } from "../library/engine-folder-place.ts";
import { findLibrary } from "../library/find-library.ts";
import { newestFirst } from "../library/newest-first.ts";
import { type SystemLibrary, systemPlace } from "../library/system-place.ts";
import { awaitCuda } from "./call-cuda.ts";
import type { NativeCompilation, NativeCuda, NativeNvrtc } from "./native-cuda.ts";

/** NVIDIA's run-time compiler, loaded. */
export interface Nvrtc extends NativeNvrtc {
	/** Absolute. */
	readonly path: string;
	compile(compilation: NativeCompilation): Promise<{ readonly image: Uint8Array; readonly log: string }>;
}

/** Where it is looked for, as `CudaOptions` tell. */
export interface NvrtcSearch {
	readonly nvrtc?: string;
	readonly search?: "system";
}

/**
 * Finds and loads NVRTC of the driver's major version of CUDA, which is the newest that it runs the code of:
 * option `nvrtc`, POLYINFER_NVRTC_LIBRARY, else the folder that `polyinfer engines add nvrtc` (for CUDA 12: `nvrtc-cu12`) fills.
 * Rejects with UNAVAILABLE where it is missing, does not load, or is newer than the driver.
 */
export async function openNvrtc(
	cuda: NativeCuda,
	driverVersion: number,
	{ nvrtc, search }: NvrtcSearch = {},
): Promise<Nvrtc> {
	const major = Math.floor(driverVersion / 1000);
	const id = major === 12 ? "nvrtc-cu12" : "nvrtc";
	const advice = `npx polyinfer engines add ${id}`;
	const found = await findLibrary({
		title: "NVRTC",
		fileName: `libnvrtc.so.${major}`,
		library: nvrtc,
		variable: "POLYINFER_NVRTC_LIBRARY",
		places: [engineFolderPlace(id), ...(search === "system" ? [systemPlace(systemNvrtc(major))] : [])],
		advice,
	});
	if (found.status === "missing")
		throw new InferenceError("UNAVAILABLE", `${found.reason}.`, { stage: "find", advice: found.advice });
	const { path } = found;
	const builtins = await findBuiltins(path);
	const loaded = await awaitCuda(() => cuda.openNvrtc(path, builtins));
	if (loaded.major > major)
		throw new InferenceError(
			"UNAVAILABLE",
			`Expected NVRTC of CUDA ${major} or older, as the driver is, but ${path} is of CUDA ${loaded.major}.${loaded.minor}.`,
			{ stage: "load", advice: `${advice}; or update NVIDIA's driver` },
		);
	return { ...loaded, path, compile: (one) => awaitCuda(() => cuda.compile(path, builtins, one)) };
}

/** Where CUDA's installers and NVIDIA's wheels put it. */
function systemNvrtc(major: number): SystemLibrary {
	return {
		names: { linux: [`libnvrtc.so.${major}`] },
		systemFolders: [`/usr/local/cuda-${major}/lib64`, "/usr/local/cuda/lib64", "/opt/cuda/lib64"],
		systemVariables: { CUDA_HOME: "lib64", CUDA_PATH: "lib64" },
		pythonFolders: [`nvidia/cu${major}/lib`, "nvidia/cuda_nvrtc/lib"],
	};
}

/** Some versions look for their second library in the working directory, some nowhere: it is opened by path before. */
async function findBuiltins(path: string): Promise<string> {
	const folder = dirname(path);
	const files = (await readdir(folder)).filter((file) => /^libnvrtc-builtins\.so\.\d/.test(file));
	const [newest] = newestFirst(files);
	return newest === undefined ? "" : join(folder, newest);
}

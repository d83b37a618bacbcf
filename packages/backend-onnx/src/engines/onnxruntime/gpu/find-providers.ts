import { readdir } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { checkLibrary, engineFolderPlace, linkFolder } from "@polyinfer/engine-host";
import { unavailable } from "../../../errors.ts";
import type { OnnxRuntimeGpuOptions } from "../../../gpu-options.ts";
import { versionOfCore, versionOfProviders } from "./versions.ts";

/** The variable that names folders like the option `libraryFolders`, parted as PATH is. */
const FOLDERS_VARIABLE = "POLYINFER_ONNXRUNTIME_PROVIDERS";

/** What a runtime on a GPU is loaded from. */
export interface ProviderFiles {
	/** ONNX Runtime's own library, by the path under which it finds its providers beside itself. */
	readonly library: string;
	/** What the providers need, in the order in which it must be loaded; what was not found is left out. */
	readonly preload: readonly { readonly path: string; readonly isOptional: boolean }[];
}

const PROVIDERS = {
	cuda: "libonnxruntime_providers_cuda.so",
	shared: "libonnxruntime_providers_shared.so",
	tensorrt: "libonnxruntime_providers_tensorrt.so",
} as const;

/** What each provider is linked against or opens once a model asks for it, after what that needs itself. */
const NEEDED: Readonly<Record<"cuda" | "tensorrt", readonly string[]>> = {
	cuda: [
		"libcudart.so.13",
		"libcublasLt.so.13",
		"libcublas.so.13",
		"libcurand.so.10",
		"libnvrtc-builtins.so.13.0",
		"libnvrtc.so.13",
		"libcufft.so.12",
		"libcudnn.so.9",
	],
	tensorrt: ["libcudnn.so.9", "libnvinfer.so.10", "libnvonnxparser.so.10"],
};

/** Opened by a library itself, and only where a model comes to need it. */
const OPTIONAL = /^lib(nvrtc|cufft|cudnn)/;

const ADD_PROVIDERS = "npx polyinfer engines add onnxruntime-gpu";
const ADD_LIBRARIES = "npx polyinfer engines add cuda-libraries";

/**
 * Finds the providers for `core`, or with their own core beside them. Loads nothing. Rejects with UNAVAILABLE, stage find,
 * where they are missing, damaged or of another release than the core that would load them.
 */
export async function findProviders(core: string, options: OnnxRuntimeGpuOptions): Promise<ProviderFiles> {
	if (process.platform !== "linux")
		throw missing(
			`ONNX Runtime's GPU providers are known on Linux only, not on ${process.platform}.`,
			'Leave the device out, or name "cpu".',
		);
	const { provider = "cuda" } = options;
	const folders = await foldersOf(core, options);
	const own = await engineFolderPlace("onnxruntime-gpu").look();
	const fetched = own.paths.map((path) => dirname(path));
	const folder = await firstWith(PROVIDERS[provider], [...folders, ...fetched]);
	if (folder === undefined)
		throw missing(
			`${PROVIDERS[provider]} was not found: ${own.reason ?? `${folders.join(", ")} does not hold it`}.`,
			ADD_PROVIDERS,
		);
	const names = [PROVIDERS.shared, PROVIDERS.cuda, ...(provider === "tensorrt" ? [PROVIDERS.tensorrt] : [])];
	for (const name of names) await checkFile(join(folder, name));
	const library = await coreFor(folder, core, names);
	const libraries = await engineFolderPlace("cuda-libraries").look();
	const below = libraries.paths.map((path) => join(dirname(path), "../../.."));
	const places = [
		...folders,
		...below.flatMap((root) => ["nvidia/cu13/lib", "nvidia/cudnn/lib"].map((at) => join(root, at))),
	];
	const nvrtc = await engineFolderPlace("nvrtc").look();
	const compilers = nvrtc.paths.map((path) => dirname(path));
	return { library, preload: await preloads(provider, [...places, ...compilers]) };
}

/** What to do where the dynamic linker has not found a library that a provider is linked against. */
export function adviceForMissing(message: string): string | undefined {
	const [, name = ""] = /: (lib[\w.]+): cannot open shared object file/.exec(message) ?? [];
	if (/^lib(nvinfer|nvonnxparser)/.test(name))
		return `Install TensorRT 10 from NVIDIA and name the folder that holds ${name}: options: { libraryFolders: ["/absolute/path"] }`;
	if (/^lib(cu(?!da\.)|nv)/.test(name)) return ADD_LIBRARIES;
	return undefined;
}

/** The core that lies beside the providers; else the given one through links beside theirs, if it is of their release. */
async function coreFor(folder: string, core: string, names: readonly string[]): Promise<string> {
	const version = await versionOfProviders(folder);
	const beside = (await readdir(folder)).filter((name) => /^libonnxruntime\.so(\.\d+)*$/.test(name)).sort();
	for (const name of beside) {
		const checked = await checkLibrary(join(folder, name));
		// Loaded by its place beside the providers, wherever a link there leads to.
		if (checked.ok) return checkVersion(join(folder, name), version, folder);
	}
	const links = [[basename(core), core], ...names.map((name) => [name, join(folder, name)])];
	await checkVersion(core, version, folder);
	return join(await linkFolder(Object.fromEntries(links) as Record<string, string>), basename(core));
}

async function checkVersion(core: string, version: string | undefined, folder: string): Promise<string> {
	const own = await versionOfCore(core);
	if (version !== undefined && version === own) return core;
	throw missing(
		`Expected the providers of ONNX Runtime ${own ?? "(of unknown release)"}, which is ${core}, but ${folder} holds those of ${version ?? "an unknown release"}.`,
		`Name providers of the same release, or none: ${ADD_PROVIDERS}`,
	);
}

async function foldersOf(core: string, { library, libraryFolders = [] }: OnnxRuntimeGpuOptions & { library?: string }) {
	const named = (process.env[FOLDERS_VARIABLE] ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
	// A library that somebody named may have come with its providers.
	return [...(library === undefined ? [] : [dirname(core)]), ...libraryFolders, ...named];
}

async function firstWith(name: string, folders: readonly string[]): Promise<string | undefined> {
	for (const folder of folders) if ((await readdir(folder).catch(() => [] as string[])).includes(name)) return folder;
	return undefined;
}

async function checkFile(path: string): Promise<void> {
	const checked = await checkLibrary(path);
	if (!checked.ok) throw missing(`A GPU provider of ONNX Runtime cannot be used: ${checked.reason}.`, checked.advice);
}

async function preloads(provider: "cuda" | "tensorrt", folders: readonly string[]): Promise<ProviderFiles["preload"]> {
	const found: { path: string; isOptional: boolean }[] = [];
	const names = provider === "cuda" ? NEEDED.cuda : [...NEEDED.cuda, ...NEEDED.tensorrt];
	for (const name of new Set(names)) {
		const folder = await firstWith(name, folders);
		if (folder === undefined) continue;
		await checkFile(join(folder, name));
		found.push({ path: join(folder, name), isOptional: OPTIONAL.test(name) });
	}
	return found;
}

function missing(reason: string, advice: string): Error {
	return unavailable(reason, advice, { stage: "find" });
}

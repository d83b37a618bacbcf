import type { Catalogue, CatalogueEntry } from "@polyinfer/core";
import { BACKEND_PACKAGES, type BackendPackage, installLine } from "./backend-packages.ts";
import { importBackend } from "./import-backend.ts";

/** THE list: every backend that `prefer` can name, the package it comes in, and whether its id alone says too little. */
export const BACKENDS = {
	onnxruntime: { package: "backend-onnx" },
	openvino: { package: "backend-native" },
	ncnn: { package: "backend-native" },
	mnn: { package: "backend-native" },
	litert: { package: "backend-native" },
	tensorrt: { package: "backend-native" },
	plugin: { package: "backend-native", needsOptions: true },
	tfjs: { package: "backend-tfjs" },
} as const;

/** Id of a backend in {@link BACKENDS}. */
export type BackendId = keyof typeof BACKENDS;

/** A word that `prefer` takes beside ids. */
export type DeviceWord = "cpu" | "gpu" | "npu" | "webgpu" | "wasm";

/** What each word leads to, in order; the devices are in the engines' own spelling. */
type Words = Readonly<Record<DeviceWord, readonly { readonly backend: BackendId; readonly device: string }[]>>;

/** Words in Node. None ever leads to a software adapter, to another machine or to a conversion. */
export const NODE_WORDS: Words = {
	cpu: [
		{ backend: "onnxruntime", device: "cpu" },
		{ backend: "openvino", device: "CPU" },
		{ backend: "mnn", device: "cpu" },
		{ backend: "ncnn", device: "cpu" },
		{ backend: "litert", device: "cpu" },
		{ backend: "tfjs", device: "cpu" },
	],
	gpu: [
		{ backend: "tensorrt", device: "cuda:0" },
		{ backend: "onnxruntime", device: "cuda:0" },
		{ backend: "openvino", device: "GPU" },
		{ backend: "mnn", device: "vulkan" },
		{ backend: "ncnn", device: "vulkan:0" },
		{ backend: "litert", device: "gpu" },
	],
	npu: [
		{ backend: "openvino", device: "NPU" },
		{ backend: "litert", device: "npu" },
	],
	webgpu: [
		{ backend: "onnxruntime", device: "webgpu" },
		{ backend: "tfjs", device: "webgpu" },
	],
	wasm: [
		{ backend: "onnxruntime", device: "wasm" },
		{ backend: "tfjs", device: "wasm" },
	],
};

const BROWSER_WASM = [...NODE_WORDS.wasm, { backend: "litert", device: "wasm" }] as const;

/** Words in browsers, which reach the processor through WebAssembly and the GPU through WebGPU. */
export const BROWSER_WORDS: Words = {
	cpu: BROWSER_WASM,
	gpu: NODE_WORDS.webgpu,
	npu: [],
	webgpu: NODE_WORDS.webgpu,
	wasm: BROWSER_WASM,
};

/**
 * {@link BACKENDS} in the form that core takes. A package is imported by `importPackage` when one of its backends is
 * first wanted, never before.
 */
export function createCatalogue(
	words: Words,
	{ defaultPrefer, raced }: { readonly defaultPrefer: readonly DeviceWord[]; readonly raced: readonly DeviceWord[] },
	importPackage: (folder: keyof typeof BACKEND_PACKAGES) => Promise<object>,
): Catalogue {
	const backends = Object.entries(BACKENDS).map(([id, { package: folder, ...needs }]): CatalogueEntry => {
		const backendPackage: BackendPackage = BACKEND_PACKAGES[folder];
		return {
			id,
			install: installLine(backendPackage),
			...needs,
			load: () => importBackend(id, backendPackage, () => importPackage(folder)),
		};
	});
	return { backends, words, defaultPrefer, raced };
}

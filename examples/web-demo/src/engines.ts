import type { PreferEntry } from "polyinfer";

/** One choice of the page's lists. */
export interface Engine {
	readonly id: string;
	readonly name: string;
	readonly prefer: PreferEntry;
}

const ort = new URL("engines/onnxruntime-web/", document.baseURI).href;
const tfjs = new URL("engines/tfjs-backend-wasm/", document.baseURI).href;
/** Drivers that compute on the processor are for tests: `?software`. */
const gpu = new URLSearchParams(location.search).has("software") ? { allowSoftware: true } : {};

/** What the page can run a model on; each is downloaded when it is first chosen. */
export const ENGINES: readonly Engine[] = [
	{
		id: "onnxruntime-wasm",
		name: "ONNX Runtime, WebAssembly",
		prefer: { backend: "onnxruntime", device: "wasm", options: { wasmPaths: ort } },
	},
	{
		id: "onnxruntime-webgpu",
		name: "ONNX Runtime, WebGPU",
		prefer: { backend: "onnxruntime", device: "webgpu", options: { wasmPaths: ort, ...gpu } },
	},
	{
		id: "tfjs-wasm",
		name: "TensorFlow.js, WebAssembly",
		prefer: { backend: "tfjs", device: "wasm", options: { wasmPaths: tfjs } },
	},
	{ id: "tfjs-webgl", name: "TensorFlow.js, WebGL", prefer: { backend: "tfjs", device: "webgl" } },
	{ id: "tfjs-webgpu", name: "TensorFlow.js, WebGPU", prefer: { backend: "tfjs", device: "webgpu", options: gpu } },
];

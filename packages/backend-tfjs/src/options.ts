import { checkOptions, InferenceError, type OptionSchema } from "@polyinfer/core";

/** Options of the backend `tfjs`, in `prefer: { backend: "tfjs", options }`. */
export interface TfjsOptions {
	/**
	 * Where TensorFlow.js works: on a worker thread of the session's own, which leaves the event loop free, or on the thread
	 * that calls. Default: `"worker"` in Node; in browsers there is only `"caller"`.
	 */
	readonly thread?: "worker" | "caller";
	/**
	 * Where the `.wasm` files of `@tensorflow/tfjs-backend-wasm/dist` are served from: an address or a path that ends with
	 * `/`, or one for each file by its name. Default: the package's own folder in Node; in browsers where
	 * TensorFlow.js looks, which is beside the script.
	 */
	readonly wasmPaths?: string | Readonly<Record<string, string>>;
	/** A `GPUDevice` to share, with its buffers, instead of one of the session's own. Only on device `webgpu`. */
	readonly gpuDevice?: object;
	/** Take a WebGPU adapter that computes on the processor, too. Only on device `webgpu`. Default: false. */
	readonly allowSoftware?: boolean;
	/**
	 * Flags of TensorFlow.js's environment, such as `{ WEBGL_PACK: false }`. On the thread that calls they hold for
	 * everything else that uses TensorFlow.js there.
	 */
	readonly flags?: Readonly<Record<string, boolean | number | string>>;
}

const SCHEMA: OptionSchema & Record<keyof TfjsOptions, OptionSchema[string]> = {
	thread: ["worker", "caller"],
	wasmPaths: "any",
	gpuDevice: "any",
	allowSoftware: "boolean",
	flags: "record",
};

/** Checks what a caller gave. Throws INVALID_ARGUMENT, with the nearest known key where there is one. */
export function parseOptions(given: Readonly<Record<string, unknown>>, device: string): TfjsOptions {
	checkOptions(given, SCHEMA, "tfjs");
	const options = given as TfjsOptions;
	const { wasmPaths, gpuDevice, flags = {}, thread } = options;
	if (wasmPaths !== undefined && !isPaths(wasmPaths))
		throw wrong("a text, or texts by file name,", "wasmPaths", wasmPaths);
	if (typeof wasmPaths === "string" && !wasmPaths.endsWith("/"))
		throw wrong("a folder that ends with `/`", "wasmPaths", wasmPaths);
	if (gpuDevice !== undefined) {
		if (typeof (gpuDevice as { createBuffer?: unknown } | null)?.createBuffer !== "function")
			throw wrong("a GPUDevice", "gpuDevice", gpuDevice);
		if (device !== "webgpu")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected option \`gpuDevice\` only with device "webgpu" but the device is "${device}".`,
			);
		if (thread === "worker")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				'Expected `thread: "caller"` beside `gpuDevice`, which cannot leave its thread.',
			);
	}
	for (const [name, value] of Object.entries(flags))
		if (!["boolean", "number", "string"].includes(typeof value))
			throw wrong("a boolean, number or text", `flags.${name}`, value);
	return options;
}

function isPaths(value: unknown): boolean {
	if (typeof value === "string") return true;
	return typeof value === "object" && value !== null && Object.values(value).every((path) => typeof path === "string");
}

function wrong(expected: string, key: string, value: unknown): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${expected} for option \`${key}\` of tfjs but received ${typeof value === "string" ? JSON.stringify(value) : typeof value}.`,
	);
}

import { checkOptions, InferenceError, type ModelMetadata, type OptionSchema, suggestion } from "@polyinfer/core";

import { checkGpuOptions, GPU_SCHEMA, type OnnxRuntimeGpuOptions } from "./gpu-options.ts";

/** Options of the backend `onnxruntime`, in `prefer: { backend: "onnxruntime", options }`. */
export interface OnnxRuntimeOptions extends OnnxRuntimeGpuOptions {
	/**
	 * How JavaScript reaches the engine: through the native addon, through the addon and a process of the engine's own
	 * (as `isolate: "process"` of `createSession` asks for), or through onnxruntime-node in a worker.
	 * Default: the addon, and the worker where the addon cannot load; `report.notes` then says why.
	 */
	readonly binding?: "addon" | "runner" | "worker";
	/**
	 * Absolute path of ONNX Runtime's shared library, 1.23 or newer. Default: the variable `POLYINFER_ONNXRUNTIME_LIBRARY`,
	 * else the package for this platform, else the library inside an installed onnxruntime-node. Only with the addon.
	 */
	readonly library?: string;
	/** Threads that run independent nodes beside each other; used where `executionMode` is `"parallel"`. Default: the engine's. */
	readonly interOpThreads?: number;
	/** How far the graph is rewritten before it runs. Default: `"all"`. */
	readonly graphOptimizationLevel?: "disabled" | "basic" | "extended" | "layout" | "all";
	/** Default: `"sequential"`. */
	readonly executionMode?: "sequential" | "parallel";
	/** Let idle threads spin instead of sleep: quicker nets, but every other engine in the process becomes slower. Default: false. */
	readonly spinning?: boolean;
	/** Fixes free axes by their symbolic name: `{ batch: 1 }`. Names that the model lacks are INVALID_ARGUMENT. */
	readonly freeDimensions?: Readonly<Record<string, number>>;
	/** Plan the memory of runs whose shapes were seen before. Default: true. */
	readonly memoryPattern?: boolean;
	/** Keep freed memory for later runs. Default: true. */
	readonly arena?: boolean;
	/** The least severe line of the engine's log that reaches `onLog`. Default: `"warning"`. The worker binding has no log. */
	readonly logSeverity?: "verbose" | "info" | "warning" | "error" | "fatal";
	/**
	 * Devices `wasm` and `webgpu`: where onnxruntime-web's `.wasm` and `.mjs` files are served, as the URL of a folder or of
	 * the two files. Default: beside its script, where bundlers put them. Nothing is ever fetched from elsewhere.
	 */
	readonly wasmPaths?: string | { readonly mjs?: string; readonly wasm?: string };
	/**
	 * Device `wasm` in browsers: run in a worker, so that the page stays responsive; one that cannot be started is a note of
	 * the report. Default: true. In Node it always is one.
	 */
	readonly proxy?: boolean;
	/** Device `webgpu`: the `GPUDevice` to compute on, such as the one that ops uses; it stays the caller's. Default: one of its own. */
	readonly gpuDevice?: object;
	/** Device `webgpu`: take an adapter that computes on the processor, too. Default: false. */
	readonly allowSoftware?: boolean;
	/** Configuration entries of the engine, passed as they are: `{ "session.set_denormal_as_zero": "1" }`. */
	readonly properties?: Readonly<Record<string, string>>;
}

const SCHEMA: OptionSchema & Record<keyof OnnxRuntimeOptions, OptionSchema[string]> = {
	binding: ["addon", "runner", "worker"],
	library: "string",
	interOpThreads: "count",
	graphOptimizationLevel: ["disabled", "basic", "extended", "layout", "all"],
	executionMode: ["sequential", "parallel"],
	spinning: "boolean",
	freeDimensions: "record",
	memoryPattern: "boolean",
	arena: "boolean",
	logSeverity: ["verbose", "info", "warning", "error", "fatal"],
	wasmPaths: "any",
	proxy: "boolean",
	gpuDevice: "record",
	allowSoftware: "boolean",
	properties: "record",
	...GPU_SCHEMA,
};

const WHERE = "onnxruntime";

/** Options that say something on these devices only; all others do on each. */
const PLACES: Readonly<Partial<Record<keyof OnnxRuntimeOptions, readonly string[]>>> = {
	binding: ["cpu", "cuda"],
	library: ["cpu", "cuda"],
	interOpThreads: ["cpu", "cuda"],
	spinning: ["cpu", "cuda"],
	wasmPaths: ["wasm", "webgpu"],
	proxy: ["wasm"],
	gpuDevice: ["webgpu"],
	allowSoftware: ["webgpu"],
	...Object.fromEntries(Object.keys(GPU_SCHEMA).map((key) => [key, ["cuda"]])),
};

/** Throws INVALID_ARGUMENT for an option that says nothing on `device`. */
export function checkPlace(given: Readonly<Record<string, unknown>>, device: string): void {
	for (const [key, devices] of Object.entries(PLACES))
		if (given[key] !== undefined && !devices.includes(device.replace(/:\d+$/, "")))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Option \`${key}\` of ${WHERE} is for the device ${devices.join(" or ")}, not for ${device}.`,
				{
					advice: `Leave \`${key}\` out, or name the device: { backend: "${WHERE}", device: "${devices[0] === "cuda" ? "cuda:0" : devices[0]}" }`,
				},
			);
}

/** Checks what a caller gave. Throws INVALID_ARGUMENT, with the nearest known key or axis name where there is one. */
export function parseOptions(given: Readonly<Record<string, unknown>>, metadata?: ModelMetadata): OnnxRuntimeOptions {
	checkOptions(given, SCHEMA, WHERE);
	const options = given as OnnxRuntimeOptions;
	if (options.interOpThreads === 0) throw wrong("1 or more", "interOpThreads", 0);
	if (options.binding === "worker" && options.library !== undefined)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			"Expected option `library` only with the addon: the worker uses the library inside onnxruntime-node.",
		);
	for (const [name, size] of Object.entries(options.freeDimensions ?? {})) {
		if (!Number.isSafeInteger(size) || size < 1) throw wrong("a whole number above 0", `freeDimensions.${name}`, size);
		checkDimension(name, metadata);
	}
	checkWasmPaths(options.wasmPaths);
	checkGpuOptions(options);
	for (const [key, value] of Object.entries(options.properties ?? {}))
		if (typeof value !== "string") throw wrong("a string", `properties.${key}`, value);
	return options;
}

function checkWasmPaths(wasmPaths: unknown): void {
	if (wasmPaths === undefined || typeof wasmPaths === "string") return;
	const isRecord = typeof wasmPaths === "object" && wasmPaths !== null;
	const isFit = ([key, url]: [string, unknown]) => ["mjs", "wasm"].includes(key) && typeof url === "string";
	if (!isRecord || !Object.entries(wasmPaths).every(isFit))
		throw wrong("the URL of a folder, or { mjs, wasm } with URLs of files,", "wasmPaths", wasmPaths);
}

function checkDimension(name: string, metadata: ModelMetadata | undefined): void {
	if (!metadata) return;
	const known = new Set<string>();
	for (const { dimNames } of [...metadata.inputs, ...metadata.outputs])
		for (const dimName of dimNames ?? []) if (dimName !== null) known.add(dimName);
	if (known.has(name)) return;
	const list = known.size > 0 ? `Free axes: ${[...known].join(", ")}.` : "The model names none.";
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`\`freeDimensions\` of ${WHERE}: the model has no free axis \`${name}\`.${suggestion(name, known)} ${list}`,
	);
}

function wrong(expected: string, key: string, value: unknown): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${expected} for option \`${key}\` of ${WHERE} but received ${JSON.stringify(value) ?? String(value)}.`,
	);
}

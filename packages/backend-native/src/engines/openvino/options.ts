import { isAbsolute } from "node:path";
import { InferenceError, type InputBounds, type OptionSchema } from "@polyinfer/core";
import type { NativeOptions } from "../../options.ts";

/** Options of the backend `openvino`, in `prefer: { backend: "openvino", options }`. */
export interface OpenvinoOptions extends NativeOptions {
	/**
	 * What the engine is tuned for. `"latency"`: one run at a time, as quick as can be, or as many beside each other as
	 * `maxConcurrency` asks for. `"throughput"`: as many runs a second as can be; the engine decides how many are beside
	 * each other, which `capabilities.maxConcurrency` tells. Default: `"latency"`.
	 */
	readonly performanceHint?: "latency" | "throughput";
	/** Runs that are computed beside each other, each on its share of the threads. Default: by `performanceHint` and `maxConcurrency`. */
	readonly numStreams?: number;
	/**
	 * Arithmetic of floating-point operators; the engine's own choice would be bf16 on processors that have it. Default:
	 * `"f32"`. Models whose inputs or outputs are float64 are UNSUPPORTED unless this is given.
	 */
	readonly inferencePrecision?: "f32" | "f16" | "bf16";
	/**
	 * `"accuracy"`: as the model says. `"performance"`, the engine's own choice: activations of layers with int8 or int4
	 * weights are rounded to 8 bits while it runs, by which some nets come out wrong altogether. Default: `"accuracy"`.
	 */
	readonly executionMode?: "accuracy" | "performance";
	/**
	 * Absolute path of a folder where the engine keeps compiled models, which it then opens sooner. It trusts what it finds
	 * there. Default: none are kept.
	 */
	readonly cacheDir?: string;
	/** Measures each layer of a run. Costs time. Default: false. */
	readonly enableProfiling?: boolean;
	/** Properties of the engine, passed as they are: `{ "ENABLE_CPU_PINNING": "NO" }`. */
	readonly properties?: Readonly<Record<string, string>>;
}

/** Its keys, the common ones left out. */
export const OPENVINO_SCHEMA: OptionSchema &
	Record<Exclude<keyof OpenvinoOptions, keyof NativeOptions>, OptionSchema[string]> = {
	performanceHint: ["latency", "throughput"],
	numStreams: "count",
	inferencePrecision: ["f32", "f16", "bf16"],
	executionMode: ["accuracy", "performance"],
	cacheDir: "string",
	enableProfiling: "boolean",
};

/** Throws INVALID_ARGUMENT for what the schema lets pass. */
export function checkOpenvinoOptions(options: OpenvinoOptions): OpenvinoOptions {
	if (options.numStreams === 0) throw wrong("1 or more", "numStreams", 0);
	const { cacheDir } = options;
	if (cacheDir !== undefined && !isAbsolute(cacheDir)) throw wrong("an absolute path", "cacheDir", cacheDir);
	return options;
}

/** Properties in the engine's spelling, and the sizes of inputs; what the caller passes through comes last. */
export function openvinoEngineOptions(options: OpenvinoOptions, inputs: InputBounds): Record<string, string> {
	const {
		performanceHint = "latency",
		numStreams,
		inferencePrecision,
		executionMode = "accuracy",
		cacheDir,
		enableProfiling = false,
		properties = {},
	} = options;
	const sizes = Object.entries(inputs).map(([name, { shape }]) => [`shape.${name}`, sizesText(shape)]);
	return {
		PERFORMANCE_HINT: performanceHint.toUpperCase(),
		EXECUTION_MODE_HINT: executionMode.toUpperCase(),
		INFERENCE_PRECISION_HINT: inferencePrecision ?? "f32",
		...(inferencePrecision === undefined ? {} : { "accept.float64": "true" }),
		...(numStreams === undefined ? {} : { NUM_STREAMS: String(numStreams) }),
		...(cacheDir === undefined ? {} : { CACHE_DIR: cacheDir }),
		...(enableProfiling ? { PERF_COUNT: "YES" } : {}),
		...Object.fromEntries(sizes),
		...properties,
	};
}

/** `"1,3,?,8..64"`. */
function sizesText(shape: InputBounds[string]["shape"]): string {
	if (!("min" in shape)) return shape.map((size) => size ?? "?").join(",");
	return shape.min.map((min, axis) => (min === shape.max[axis] ? String(min) : `${min}..${shape.max[axis]}`)).join(",");
}

function wrong(expected: string, key: string, value: unknown): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${expected} for option \`${key}\` of openvino but received ${JSON.stringify(value)}.`,
	);
}

import { InferenceError, type OptionSchema } from "@polyinfer/core";

/** Options of the devices `cuda:0`, `cuda:1` ... of the backend `onnxruntime`. */
export interface OnnxRuntimeGpuOptions {
	/**
	 * Who computes: ONNX Runtime's own CUDA kernels, or TensorRT, which compiles the model first and leaves what it does not
	 * take to the CUDA kernels. Default: `"cuda"`.
	 */
	readonly provider?: "cuda" | "tensorrt";
	/**
	 * Absolute paths of folders with ONNX Runtime's provider libraries or NVIDIA's own (`libcublas.so.13`, `libcudnn.so.9`,
	 * `libnvinfer.so.10` ...), looked into before those that `polyinfer engines add` fills.
	 */
	readonly libraryFolders?: readonly string[];
	/** Most bytes of the device's memory that the CUDA provider takes for tensors. Default: all. */
	readonly gpuMemoryLimitBytes?: number;
	/** How that memory grows: by doubling, or by what is asked for. Default: `"nextPowerOfTwo"`. */
	readonly arenaExtendStrategy?: "nextPowerOfTwo" | "sameAsRequested";
	/** How cuDNN's algorithms of convolutions are chosen: by trying all, by its own rules, or its default. Default: `"exhaustive"`. */
	readonly convolutionSearch?: "exhaustive" | "heuristic" | "default";
	/** Let matrix products and convolutions of the CUDA provider round float32 to 10 bits of mantissa, which is quicker. Default: false. */
	readonly tf32?: boolean;
	/** False: the CUDA provider goes without cuDNN, where it has kernels of its own. Default: true. */
	readonly cudnn?: boolean;
	/**
	 * Capture the work of a run once and launch it as one: quicker for nets of many small kernels. All sizes must be fixed, by
	 * the model or by `inputs`, and all nodes on the GPU (UNSUPPORTED otherwise). Default: false.
	 */
	readonly cudaGraph?: boolean;
	/** TensorRT: compute in float16 where it is quicker. Default: false. */
	readonly fp16?: boolean;
	/** TensorRT: compute in bfloat16 where it is quicker. Default: false. */
	readonly bf16?: boolean;
	/** TensorRT: compute in int8; takes a model with quantized nodes, or a calibration table. Default: false. */
	readonly int8?: boolean;
	/** TensorRT: absolute path of the calibration table for `int8`. */
	readonly calibrationTable?: string;
	/** TensorRT: keep what was compiled, in the user's cache, for the next session on the same model and options. Default: true. */
	readonly engineCache?: boolean;
	/** TensorRT: keep what was measured while it compiled, in the user's cache. Default: true. */
	readonly timingCache?: boolean;
	/** TensorRT: most bytes of the device's memory that a layer may use beside its tensors. Default: all. */
	readonly workspaceBytes?: number;
	/** TensorRT: how long it looks for the quickest program, 0 to 5. Default: TensorRT's, 3. */
	readonly builderOptimizationLevel?: 0 | 1 | 2 | 3 | 4 | 5;
	/** Further options of the chosen provider, passed as they are: `{ "prefer_nhwc": "1" }`. */
	readonly providerProperties?: Readonly<Record<string, string>>;
}

/** Keys and kinds of {@link OnnxRuntimeGpuOptions}. */
export const GPU_SCHEMA: OptionSchema & Record<keyof OnnxRuntimeGpuOptions, OptionSchema[string]> = {
	provider: ["cuda", "tensorrt"],
	libraryFolders: "any",
	gpuMemoryLimitBytes: "count",
	arenaExtendStrategy: ["nextPowerOfTwo", "sameAsRequested"],
	convolutionSearch: ["exhaustive", "heuristic", "default"],
	tf32: "boolean",
	cudnn: "boolean",
	cudaGraph: "boolean",
	fp16: "boolean",
	bf16: "boolean",
	int8: "boolean",
	calibrationTable: "string",
	engineCache: "boolean",
	timingCache: "boolean",
	workspaceBytes: "count",
	builderOptimizationLevel: "count",
	providerProperties: "record",
};

const TENSORRT_ONLY: readonly (keyof OnnxRuntimeGpuOptions)[] = [
	"fp16",
	"bf16",
	"int8",
	"calibrationTable",
	"engineCache",
	"timingCache",
	"workspaceBytes",
	"builderOptimizationLevel",
];
const MOST_LEVEL = 5;
/** The providers are for Linux; and pages, which read options too, have no `node:path`. */
const isAbsolute = (path: string): boolean => path.startsWith("/");

/** Throws INVALID_ARGUMENT for what the schema lets pass. */
export function checkGpuOptions(options: OnnxRuntimeGpuOptions): void {
	const { provider = "cuda", libraryFolders = [], builderOptimizationLevel: level, calibrationTable } = options;
	for (const key of TENSORRT_ONLY)
		if (options[key] !== undefined && provider !== "tensorrt")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Option \`${key}\` of onnxruntime is TensorRT's, but the provider is ${provider}.`,
				{ advice: `Leave \`${key}\` out, or add: provider: "tensorrt"` },
			);
	if (!Array.isArray(libraryFolders)) throw wrong("a list of absolute paths", "libraryFolders", libraryFolders);
	for (const folder of libraryFolders)
		if (typeof folder !== "string" || !isAbsolute(folder)) throw wrong("absolute paths", "libraryFolders", folder);
	if (calibrationTable !== undefined && !isAbsolute(calibrationTable))
		throw wrong("an absolute path", "calibrationTable", calibrationTable);
	if (level !== undefined && level > MOST_LEVEL) throw wrong("0 to 5", "builderOptimizationLevel", level);
	for (const [key, value] of Object.entries(options.providerProperties ?? {}))
		if (typeof value !== "string") throw wrong("a string", `providerProperties.${key}`, value);
}

function wrong(expected: string, key: string, value: unknown): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${expected} for option \`${key}\` of onnxruntime but received ${JSON.stringify(value) ?? String(value)}.`,
	);
}

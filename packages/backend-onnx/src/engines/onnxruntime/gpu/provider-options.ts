import type { Dim, InputBounds, ModelMetadata } from "@polyinfer/core";
import type { OnnxRuntimeGpuOptions } from "../../../gpu-options.ts";

const ARENA = { nextPowerOfTwo: "kNextPowerOfTwo", sameAsRequested: "kSameAsRequested" } as const;

/** What the options of TensorRT are made from beside those of the caller. */
export interface TensorrtPlace {
	/** Sizes that the caller fixed or bounded. */
	readonly inputs: InputBounds;
	readonly metadata: ModelMetadata | undefined;
	/** Folder for what was compiled and measured; `undefined`: nothing is kept. */
	readonly cache: string | undefined;
}

type Texts = Readonly<Record<string, string>>;

/**
 * Options of the providers as the engine library takes them, `cuda.` or `tensorrt.` before the vendor's own keys; what the
 * caller passes through comes last.
 */
export function providerOptions(options: OnnxRuntimeGpuOptions, place: TensorrtPlace): Record<string, string> {
	const { provider = "cuda", providerProperties = {} } = options;
	const own = provider === "tensorrt" ? prefixed("tensorrt", tensorrtOptions(options, place)) : {};
	return { ...prefixed("cuda", cudaOptions(options)), ...own, ...prefixed(provider, providerProperties) };
}

/** https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html */
function cudaOptions(options: OnnxRuntimeGpuOptions): Texts {
	const { gpuMemoryLimitBytes, arenaExtendStrategy, convolutionSearch, tf32 = false, cudnn } = options;
	const isCaptured = options.cudaGraph === true && options.provider !== "tensorrt";
	return {
		use_tf32: flag(tf32),
		...(gpuMemoryLimitBytes === undefined ? {} : { gpu_mem_limit: String(gpuMemoryLimitBytes) }),
		...(arenaExtendStrategy === undefined ? {} : { arena_extend_strategy: ARENA[arenaExtendStrategy] }),
		...(convolutionSearch === undefined ? {} : { cudnn_conv_algo_search: convolutionSearch.toUpperCase() }),
		...(isCaptured ? { enable_cuda_graph: "1" } : {}),
		...(cudnn === undefined ? {} : { enable_cudnn: flag(cudnn) }),
	};
}

/** https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html */
function tensorrtOptions(options: OnnxRuntimeGpuOptions, { inputs, metadata, cache }: TensorrtPlace): Texts {
	const { fp16, bf16, int8, calibrationTable, workspaceBytes, builderOptimizationLevel } = options;
	const { engineCache = true, timingCache = true } = options;
	return {
		...(options.cudaGraph ? { trt_cuda_graph_enable: "1" } : {}),
		...(fp16 === undefined ? {} : { trt_fp16_enable: flag(fp16) }),
		...(bf16 === undefined ? {} : { trt_bf16_enable: flag(bf16) }),
		...(int8 === undefined ? {} : { trt_int8_enable: flag(int8) }),
		...(workspaceBytes === undefined ? {} : { trt_max_workspace_size: String(workspaceBytes) }),
		...(builderOptimizationLevel === undefined
			? {}
			: { trt_builder_optimization_level: String(builderOptimizationLevel) }),
		...(engineCache && cache !== undefined ? { trt_engine_cache_enable: "1", trt_engine_cache_path: cache } : {}),
		...(timingCache && cache !== undefined ? { trt_timing_cache_enable: "1", trt_timing_cache_path: cache } : {}),
		...(calibrationTable === undefined ? {} : { trt_int8_calibration_table_name: calibrationTable }),
		...profileShapes(inputs, metadata),
	};
}

/** `images:1x3x224x224,ids:1x8`, for every input of which the caller has said what its free axes may be. */
function profileShapes(inputs: InputBounds, metadata: ModelMetadata | undefined): Texts {
	const shapes: Record<"min" | "opt" | "max", string[]> = { min: [], opt: [], max: [] };
	for (const [name, { shape }] of Object.entries(inputs)) {
		const declared = metadata?.inputs.find((input) => input.name === name)?.shape;
		const isFree = declared === undefined || declared === null || declared.includes(null);
		const bounds = "min" in shape ? shape : { min: shape, opt: shape, max: shape };
		const { min, opt, max } = bounds;
		const all = [min, opt, max].map((sizes: readonly Dim[]) => sizes.map((size, i) => size ?? declared?.[i] ?? null));
		if (!isFree || all.some((sizes) => sizes.includes(null))) continue;
		for (const [i, which] of (["min", "opt", "max"] as const).entries())
			shapes[which].push(`${name}:${(all[i] ?? []).join("x")}`);
	}
	if (shapes.min.length === 0) return {};
	return {
		trt_profile_min_shapes: shapes.min.join(","),
		trt_profile_opt_shapes: shapes.opt.join(","),
		trt_profile_max_shapes: shapes.max.join(","),
	};
}

function prefixed(prefix: string, texts: Texts): Record<string, string> {
	return Object.fromEntries(Object.entries(texts).map(([key, value]) => [`${prefix}.${key}`, value]));
}

function flag(value: boolean): string {
	return value ? "1" : "0";
}

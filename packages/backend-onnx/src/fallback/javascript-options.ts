import { InferenceError, type LoadedModel } from "@polyinfer/core";
import { ID } from "../errors.ts";
import type { OnnxRuntimeOptions } from "../options.ts";

/** Session options of onnxruntime-node. Throws UNSUPPORTED for `freeDimensions`, which it ignores. */
export function javascriptOptions(
	options: OnnxRuntimeOptions,
	threads: number,
	model: LoadedModel,
): Readonly<Record<string, unknown>> {
	if (Object.keys(options.freeDimensions ?? {}).length > 0)
		throw new InferenceError("UNSUPPORTED", "onnxruntime-node cannot fix free axes by name (`freeDimensions`).", {
			backend: ID,
			stage: "compile",
			advice: "Leave `freeDimensions` out, or bound the axes with `inputs`.",
		});
	const spinning = options.spinning === true ? "1" : "0";
	return {
		executionProviders: ["cpu"],
		intraOpNumThreads: threads,
		logSeverityLevel: 4,
		...(options.interOpThreads === undefined ? {} : { interOpNumThreads: options.interOpThreads }),
		...(options.graphOptimizationLevel === undefined ? {} : { graphOptimizationLevel: options.graphOptimizationLevel }),
		...(options.executionMode === undefined ? {} : { executionMode: options.executionMode }),
		...(options.memoryPattern === undefined ? {} : { enableMemPattern: options.memoryPattern }),
		...(options.arena === undefined ? {} : { enableCpuMemArena: options.arena }),
		extra: {
			"session.intra_op.allow_spinning": spinning,
			"session.inter_op.allow_spinning": spinning,
			...(model.format === "ort" ? { "session.load_model_format": "ORT" } : {}),
			...options.properties,
		},
	};
}

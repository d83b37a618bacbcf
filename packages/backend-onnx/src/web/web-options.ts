import type { LoadedModel } from "@polyinfer/core";
import type { OnnxRuntimeOptions } from "../options.ts";

const SEVERITIES = ["verbose", "info", "warning", "error", "fatal"];

/** Session options of onnxruntime-web. */
export function webOptions(
	options: OnnxRuntimeOptions,
	freeDimensions: Readonly<Record<string, number>>,
	model: LoadedModel,
): Readonly<Record<string, unknown>> {
	return {
		executionProviders: ["wasm"],
		logSeverityLevel: SEVERITIES.indexOf(options.logSeverity ?? "warning"),
		enableMemPattern: options.memoryPattern ?? true,
		enableCpuMemArena: options.arena ?? true,
		...(options.graphOptimizationLevel === undefined ? {} : { graphOptimizationLevel: options.graphOptimizationLevel }),
		...(options.executionMode === undefined ? {} : { executionMode: options.executionMode }),
		...(Object.keys(freeDimensions).length === 0 ? {} : { freeDimensionOverrides: freeDimensions }),
		extra: {
			...(model.format === "ort" ? { "session.load_model_format": "ORT" } : {}),
			...options.properties,
		},
	};
}

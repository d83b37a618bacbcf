import { InferenceError, type InputBounds, type OptionSchema } from "@polyinfer/core";
import type { NativeOptions } from "../../options.ts";
import { fixedSizes } from "./fixed-sizes.ts";

/** Options of the backend `mnn`, in `prefer: { backend: "mnn", options }`. `properties` are MNN's session hints by name. */
export interface MnnOptions extends NativeOptions {
	/**
	 * Element type of the arithmetic: `"high"` is float32 on every processor; `"normal"` and `"low"` let MNN take float16
	 * where the processor has it, `"low_bf16"` bfloat16. Default: `"high"`.
	 */
	readonly precision?: "high" | "normal" | "low" | "low_bf16";
	/** `"low"` spares memory, also by quantizing weights of big layers while it runs; `"high"` spends it on speed. Default: `"normal"`. */
	readonly memory?: "normal" | "high" | "low";
	/** A wish for the clock of processors that have several. Default: `"normal"`. */
	readonly power?: "normal" | "high" | "low";
	/** Of a device other than `"cpu"`: MNN's `MNN_GPU_*` bits for tuning and memory. Default: 4. */
	readonly gpuMode?: number;
	/** Element type of the weights in a converted file: smaller files, other numbers. Default: `"float32"`. */
	readonly weights?: "float32" | "float16" | "int8";
	/** The longest that one conversion may take. Default: 300,000. */
	readonly convertTimeoutMs?: number;
}

/** Keys and kinds of {@link MnnOptions}, the common ones left out. */
export const MNN_OPTIONS: OptionSchema & Record<Exclude<keyof MnnOptions, keyof NativeOptions>, OptionSchema[string]> =
	{
		precision: ["high", "normal", "low", "low_bf16"],
		memory: ["normal", "high", "low"],
		power: ["normal", "high", "low"],
		gpuMode: "count",
		weights: ["float32", "float16", "int8"],
		convertTimeoutMs: "count",
	};

/** Checks what the kinds do not say. Throws INVALID_ARGUMENT. */
export function parseMnnOptions(options: MnnOptions): MnnOptions {
	for (const [hint, value] of Object.entries(options.properties ?? {}))
		if (!/^\d+$/.test(value))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a whole number for option \`properties.${hint}\` of mnn but received ${JSON.stringify(value)}.`,
			);
	if (options.convertTimeoutMs === 0)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			"Expected 1 or more for option `convertTimeoutMs` of mnn but received 0.",
		);
	return options;
}

/** The options as the engine library takes them, with the sizes that `inputs` asks for. */
export function mnnEngineOptions(
	{ precision = "high", memory, power, gpuMode, properties = {} }: MnnOptions,
	inputs: InputBounds,
): Record<string, string> {
	const hints = Object.entries(properties).map(([hint, value]) => [`hint.${hint}`, value] as const);
	const shapes = Object.entries(inputs).map(
		([name, bound]) =>
			[
				`shape.${name}`,
				fixedSizes(bound)
					.map((size) => size ?? -1)
					.join(","),
			] as const,
	);
	return {
		precision,
		...(memory === undefined ? {} : { memory }),
		...(power === undefined ? {} : { power }),
		...(gpuMode === undefined ? {} : { gpuMode: String(gpuMode) }),
		...Object.fromEntries([...hints, ...shapes]),
	};
}

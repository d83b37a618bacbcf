import { InferenceError, type OptionSchema } from "@polyinfer/core";
import type { NativeOptions } from "../../options.ts";

/**
 * Options of the backend `ncnn`, in `prefer: { backend: "ncnn", options }`. `properties` are ncnn's own switches by name,
 * `"0"` or `"1"`: `{ use_local_pool_allocator: "0" }`.
 */
export interface NcnnOptions extends NativeOptions {
	/**
	 * Element type of the arithmetic. `"float16"` and `"bfloat16"` are UNSUPPORTED where this ncnn does not compute in them
	 * on this processor. Default: `"float32"`.
	 */
	readonly precision?: "float32" | "float16" | "bfloat16";
	/** Winograd's algorithm for 3x3 convolutions: quicker, more memory, other rounding. Default: true. */
	readonly winograd?: boolean;
	/** Convolutions as matrix products. Default: true. */
	readonly sgemm?: boolean;
	/** Several channels beside each other in memory, for vector instructions. Default: true. */
	readonly packing?: boolean;
	/** Absolute path of the converter `pnnx`. Default: the one that `polyinfer engines add ncnn` has fetched. */
	readonly converter?: string;
	/** The longest that one conversion may take. Default: 300,000. */
	readonly convertTimeoutMs?: number;
}

/** Keys and kinds of {@link NcnnOptions}, the common ones left out. */
export const NCNN_OPTIONS: OptionSchema &
	Record<Exclude<keyof NcnnOptions, keyof NativeOptions>, OptionSchema[string]> = {
	precision: ["float32", "float16", "bfloat16"],
	winograd: "boolean",
	sgemm: "boolean",
	packing: "boolean",
	converter: "string",
	convertTimeoutMs: "count",
};

/** What ncnn calls the options that are switches. */
const SWITCHES = {
	winograd: "use_winograd_convolution",
	sgemm: "use_sgemm_convolution",
	packing: "use_packing_layout",
} as const;

/** Checks what the kinds do not say. Throws INVALID_ARGUMENT. */
export function parseNcnnOptions(options: NcnnOptions): NcnnOptions {
	for (const [name, value] of Object.entries(options.properties ?? {}))
		if (value !== "0" && value !== "1") throw wrong('"0" or "1"', `properties.${name}`, value);
	if (options.convertTimeoutMs === 0) throw wrong("1 or more", "convertTimeoutMs", 0);
	return options;
}

/** The options as the engine library takes them; what the caller passes through comes last. */
export function ncnnEngineOptions({ precision = "float32", ...options }: NcnnOptions): Record<string, string> {
	const result: Record<string, string> = { precision };
	for (const [option, name] of Object.entries(SWITCHES)) {
		const value = options[option as keyof typeof SWITCHES];
		if (value !== undefined) result[`switch.${name}`] = value ? "1" : "0";
	}
	for (const [name, value] of Object.entries(options.properties ?? {})) result[`switch.${name}`] = value;
	return result;
}

function wrong(expected: string, key: string, value: unknown): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${expected} for option \`${key}\` of ncnn but received ${JSON.stringify(value)}.`,
	);
}

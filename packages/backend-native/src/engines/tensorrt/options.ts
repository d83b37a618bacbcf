import { InferenceError, type InputBounds, type OptionSchema } from "@polyinfer/core";
import type { NativeOptions } from "../../options.ts";

/** Options of the backend `tensorrt`, in `prefer: { backend: "tensorrt", options }`. */
export interface TensorrtOptions extends NativeOptions {
	/**
	 * Arithmetic. `"fp32"`: the types that the model has. `"tf32"`: the same, with products of float32 that keep 10 bits.
	 * `"fp16"`: float16 inside, inputs and outputs as they are; where TensorRT 10 may choose for each layer, 11 and RTX get a
	 * rewritten model. `"bf16"`, `"int8"`: TensorRT 10 may choose them, the latter by scales that the model has
	 * (QuantizeLinear); others are UNSUPPORTED. Default: `"fp32"`.
	 */
	readonly precision?: "fp32" | "tf32" | "fp16" | "bf16" | "int8";
	/**
	 * For inputs whose values are sizes themselves, by name: what each element is at least, typically and at most, as
	 * `"1,8..16..32"`. Default: none.
	 */
	readonly shapeValues?: Readonly<Record<string, string>>;
	/** Device memory that the kernels of one run may use for themselves, in bytes. Default: the engine's, all that there is. */
	readonly workspaceBytes?: number;
	/** 0 to 5: the higher, the longer a build searches for quick kernels. Default: the engine's, 3. */
	readonly optimizationLevel?: number;
	/** Other GPUs that a plan fits, at some cost in speed; not for RTX, whose plans fit all of its GPUs. Default: `"none"`. */
	readonly hardwareCompatibility?: "none" | "ampere+" | "same-compute-capability";
	/** A plan that later releases of the same major open, at some cost in speed; not for RTX. Default: false. */
	readonly versionCompatible?: boolean;
	/**
	 * Records the kernels of a run once for each shape and starts them as a whole from then on. Feeds and results on the
	 * device cost a copy by that. Models that cannot be recorded run as before, and the report tells. Default: false.
	 */
	readonly cudaGraph?: boolean;
}

/** Its keys, the common ones left out. */
export const TENSORRT_SCHEMA: OptionSchema &
	Record<Exclude<keyof TensorrtOptions, keyof NativeOptions>, OptionSchema[string]> = {
	precision: ["fp32", "tf32", "fp16", "bf16", "int8"],
	shapeValues: "record",
	workspaceBytes: "count",
	optimizationLevel: "count",
	hardwareCompatibility: ["none", "ampere+", "same-compute-capability"],
	versionCompatible: "boolean",
	cudaGraph: "boolean",
};

/** Throws INVALID_ARGUMENT for what the schema lets pass. */
export function checkTensorrtOptions(options: TensorrtOptions): TensorrtOptions {
	const { optimizationLevel = 0, shapeValues = {} } = options;
	if (optimizationLevel > 5) throw wrong("0 to 5", "optimizationLevel", optimizationLevel);
	for (const [name, text] of Object.entries(shapeValues))
		if (typeof text !== "string") throw wrong('a text such as "1,8..16..32"', `shapeValues.${name}`, text);
	return options;
}

/** Options in the engine library's spelling, and the bounds of inputs. */
export function tensorrtEngineOptions(options: TensorrtOptions, inputs: InputBounds): Record<string, string> {
	const { precision = "fp32", shapeValues = {}, properties = {}, ...rest } = options;
	const { workspaceBytes, optimizationLevel, hardwareCompatibility, versionCompatible, cudaGraph } = rest;
	const given = { workspaceBytes, optimizationLevel, hardwareCompatibility, versionCompatible, cudaGraph };
	const texts = Object.entries(given).filter(([, value]) => value !== undefined);
	return {
		precision: precision === "fp32" ? "typed" : precision,
		...Object.fromEntries(texts.map(([key, value]) => [key, String(value)])),
		...Object.fromEntries(Object.entries(shapeValues).map(([name, text]) => [`values.${name}`, text])),
		...Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [`shape.${name}`, sizesText(shape)])),
		...properties,
	};
}

/** `"1,3,?,8..16..64"`: at least, typically, at most. */
function sizesText(shape: InputBounds[string]["shape"]): string {
	if (!("min" in shape)) return shape.map((size) => size ?? "?").join(",");
	const { min, opt, max } = shape;
	return min.map((least, axis) => (least === max[axis] ? least : [least, opt[axis], max[axis]].join(".."))).join(",");
}

function wrong(expected: string, key: string, value: unknown): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${expected} for option \`${key}\` of tensorrt but received ${JSON.stringify(value)}.`,
	);
}

import { checkInteger, checkKeys, unexpected } from "../arguments.ts";
import { roundHalfEven } from "../round-half-even.ts";

/**
 * What the integers of a quantised net stand for: `number = (integer - zeroPoint) * scale`. The two numbers are those of the
 * net's input: `quantization` of a TFLite tensor, `y_scale` and `y_zero_point` of ONNX's `QuantizeLinear`.
 */
export interface Quantization {
	/** Above 0. */
	readonly scale: number;
	/** An integer of the tensor's dtype. Default: 0. */
	readonly zeroPoint?: number;
}

/** The integers that stand for numbers, and the float32 product and sum that make the same of levels, where there are such. */
export interface Quantized {
	readonly levels: readonly (Int8Array | Uint8Array)[];
	/** The integer that stands for 0. */
	readonly zero: number;
	/** For each channel; `undefined` where some level would come out differently. */
	readonly byScale: { readonly scales: readonly number[]; readonly shifts: readonly number[] } | undefined;
}

/**
 * Definition, after ONNX's `QuantizeLinear`: `saturate(round(number / scale) + zeroPoint)`, number and scale in float32,
 * the quotient rounded to float32, ties to even. `numbers` are the values of the 256 levels of each channel,
 * `level * scales[c] + shifts[c]`. Throws INVALID_ARGUMENT.
 */
export function quantize(
	dtype: "int8" | "uint8",
	quantization: Quantization,
	numbers: readonly Float32Array[],
	scales: readonly number[],
	shifts: readonly number[],
): Quantized {
	checkKeys("a quantization", quantization, ["scale", "zeroPoint"]);
	const { zeroPoint = 0 } = quantization;
	const scale = Math.fround(quantization.scale);
	const [least, most] = dtype === "int8" ? [-128, 127] : [0, 255];
	if (typeof quantization.scale !== "number" || !(scale > 0 && scale < Number.POSITIVE_INFINITY))
		throw unexpected("a number above 0 for `scale` of `quantization`", quantization.scale);
	checkInteger("zeroPoint", zeroPoint, least, most);
	const clamp = (value: number): number => Math.min(Math.max(value, least), most);
	const quantized = (value: number): number => clamp(roundHalfEven(Math.fround(value / scale)) + zeroPoint);
	const levels = numbers.map((values) =>
		dtype === "int8" ? Int8Array.from(values, quantized) : Uint8Array.from(values, quantized),
	);
	const byScale = {
		scales: scales.map((factor) => Math.fround(factor / scale)),
		shifts: shifts.map((shift) => Math.fround(shift / scale + zeroPoint)),
	};
	const isSame = levels.every((values, c) =>
		values.every((value, level) => {
			const at = Math.fround(Math.fround(level * (byScale.scales[c] as number)) + (byScale.shifts[c] as number));
			return Math.abs(at) < 2 ** 20 && clamp(roundHalfEven(at)) === value;
		}),
	);
	return { levels, zero: zeroPoint, byScale: isSame ? byScale : undefined };
}

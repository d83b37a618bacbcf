import type { TensorLike } from "@polyinfer/core";
import type { Tolerance } from "../compare.ts";
import { decode } from "../decode.ts";

/** What ONNX's own runner allows floating-point numbers (`onnx/backend/test/runner`). All others are exact. */
const TOLERANCE: Tolerance = { relative: 1e-3, absolute: 1e-7 };
const FLOATS = new Set(["float16", "bfloat16", "float32", "float64"]);

/** A sum of terms that cancel out keeps the rounding of its terms: where 0 is expected, 1e-7 holds for no float32. */
const FOURIER = /^test_(dft|stft)/;
/** Rounding of such a sum, as a part of the largest number of the output. */
const FOURIER_ROUNDING = 1e-6;

/** Outputs drawn from a random generator, which ONNX does not define: only their dtypes and shapes can be compared. */
const RANDOM = /^test_(bernoulli|training_dropout(?!_zero_ratio))/;

/** Whether a case's numbers differ from engine to engine, all of them right. */
export function isRandomCase(name: string): boolean {
	return RANDOM.test(name);
}

/** How far an output of the case `name` may be from `expected`; `undefined`: not at all. */
export function officialTolerance(name: string, expected: TensorLike): Tolerance | undefined {
	if (!FLOATS.has(expected.dtype)) return undefined;
	if (!FOURIER.test(name)) return TOLERANCE;
	const values = decode(expected) as ArrayLike<number>;
	let largest = 0;
	for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number));
	return { relative: TOLERANCE.relative, absolute: FOURIER_ROUNDING * largest };
}

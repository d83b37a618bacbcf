import type { DType } from "../dtype.ts";
import type { ValueInfo } from "../value-info.ts";
import type { VerifyOptions } from "./verify-options.ts";

/**
 * What `verify` accepts by the dtype of an output, as a share of the output's range; dtypes not named are exact.
 * float32: far above the rounding of a deep net (1e-7 to 1e-5), far below one rounding to bfloat16 (up to 4e-3), and
 * below arithmetic in TF32 or float16 (up to 5e-4 each rounding). float16 and bfloat16: a few units in the last place.
 */
export const VERIFY_TOLERANCES: { readonly [D in DType]?: number } = {
	float64: 1e-6,
	float32: 1e-4,
	float16: 1e-2,
	bfloat16: 5e-2,
};

/** What the range of an output counts as where it is smaller: with `VERIFY_TOLERANCES` 1e-6 is accepted in float32. */
export const VERIFY_LEAST_RANGE = 0.01;

/** The share of its range that `output` may differ by. */
export function toleranceOf({ name, dtype }: ValueInfo, given: VerifyOptions["tolerance"]): number {
	const byDtype = VERIFY_TOLERANCES[dtype];
	if (typeof given === "number") return byDtype === undefined ? 0 : given;
	return (given && Object.hasOwn(given, name) ? given[name] : undefined) ?? byDtype ?? 0;
}

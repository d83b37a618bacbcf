import { formatType } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { ValueInfo } from "../value-info.ts";
import { compareTensors } from "./compare-tensors.ts";
import { formatNumber } from "./format-number.ts";
import type { TimeSlice } from "./time-slice.ts";
import { VERIFY_LEAST_RANGE } from "./tolerances.ts";
import type { VerifiedOutput } from "./verification.ts";

/** One output of both sides in one run. */
export interface OutputPair {
	readonly actual: Tensor | undefined;
	readonly expected: Tensor | undefined;
}

/** What is to be said of one output. */
export interface OutputVerdict {
	readonly output: VerifiedOutput;
	/** What is wrong, as a sentence; `undefined` where nothing is. */
	readonly problem?: string;
	/** What makes the comparison worth less than it looks, as a sentence. */
	readonly doubt?: string;
}

/** Compares one output over all runs. `reference` names the other side in sentences. */
export async function judgeOutput(
	{ name }: ValueInfo,
	pairs: readonly OutputPair[],
	tolerance: number,
	reference: string,
	slice: TimeSlice,
): Promise<OutputVerdict> {
	let maxAbsolute = 0;
	let range = 0;
	for (const { actual, expected } of pairs) {
		const [came, wanted] = [typeOf(actual), typeOf(expected)];
		if (actual === undefined || expected === undefined || came !== wanted) {
			const output = { name, ...INFINITELY_FAR, tolerance, ok: false };
			return { output, problem: `output \`${name}\` is ${came} but ${wanted} on ${reference}` };
		}
		const difference = await compareTensors(actual, expected, slice);
		maxAbsolute = Math.max(maxAbsolute, difference.maxAbsolute);
		range = Math.max(range, difference.range);
	}
	// Engines compute sigmoid, softmax and the like around 1: what they give near 0 is exact to an ulp of 1, not of itself.
	const isSmall = tolerance > 0 && range < VERIFY_LEAST_RANGE;
	const maxRelative = maxAbsolute / Math.max(range, VERIFY_LEAST_RANGE);
	const ok = maxRelative <= tolerance;
	const output = { name, maxAbsolute, maxRelative, tolerance, ok };
	const isEmpty = pairs.every(({ expected }) => expected?.size === 0);
	if (ok && isSmall && !isEmpty)
		return { output, doubt: `\`${name}\` tells little: no number of ${VERIFY_LEAST_RANGE} and above on ${reference}` };
	return ok ? { output } : { output, problem: describeMiss(output, pairs[0]?.expected, reference) };
}

const INFINITELY_FAR = { maxAbsolute: Number.POSITIVE_INFINITY, maxRelative: Number.POSITIVE_INFINITY };

function typeOf(tensor: Tensor | undefined): string {
	return tensor === undefined ? "missing" : formatType(tensor.dtype, tensor.shape);
}

function describeMiss(output: VerifiedOutput, tensor: Tensor | undefined, reference: string): string {
	const { name, maxAbsolute, maxRelative, tolerance } = output;
	if (tensor?.dtype === "string") return `output \`${name}\` holds other strings than on ${reference}`;
	if (maxAbsolute === Number.POSITIVE_INFINITY)
		return `output \`${name}\` is NaN or infinite where it is not on ${reference}, or the reverse`;
	if (tolerance === 0)
		return `output \`${name}\` differs from ${reference} by ${formatNumber(maxAbsolute)} and must equal it`;
	const share = `${formatNumber(maxRelative)} of its range where ${formatNumber(tolerance)} is accepted`;
	return `output \`${name}\` differs from ${reference} by ${formatNumber(maxAbsolute)}, ${share}`;
}

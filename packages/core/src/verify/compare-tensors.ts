import { bfloat16ToNumber, halfToNumber } from "../half.ts";
import type { Tensor } from "../tensor.ts";
import type { TimeSlice } from "./time-slice.ts";

/** How far a tensor is from the one that it should be. */
export interface TensorDifference {
	/** Largest difference of two elements; `Infinity` where one is NaN or infinite and the other is not the same. */
	readonly maxAbsolute: number;
	/** Largest finite magnitude that the expected tensor has; 0 where it has none. */
	readonly range: number;
}

const BLOCK = 8192;

/** Compares tensors of the same dtype and shape. Equal are two NaNs, and infinities of the same sign. */
export async function compareTensors(actual: Tensor, expected: Tensor, slice: TimeSlice): Promise<TensorDifference> {
	const count = expected.data.length;
	const decode = decoderOf(expected);
	const given = actual.data as unknown as ArrayLike<never>;
	const wanted = expected.data as unknown as ArrayLike<never>;
	let maxAbsolute = 0;
	let range = 0;
	for (let from = 0; from < count; from += BLOCK) {
		const to = Math.min(from + BLOCK, count);
		for (let i = from; i < to; i++) {
			const want = decode(wanted[i] as never);
			const difference = distance(decode(given[i] as never), want);
			if (difference > maxAbsolute) maxAbsolute = difference;
			const magnitude = typeof want === "string" ? 0 : Math.abs(Number(want));
			if (magnitude > range && magnitude !== Number.POSITIVE_INFINITY) range = magnitude;
		}
		await slice.pause();
	}
	return { maxAbsolute, range };
}

type Element = number | bigint | string;

function decoderOf({ dtype }: Tensor): (element: never) => Element {
	if (dtype === "float16") return halfToNumber;
	if (dtype === "bfloat16") return bfloat16ToNumber;
	return (element) => element;
}

function distance(a: Element, b: Element): number {
	if (a === b) return 0;
	if (typeof a === "bigint" && typeof b === "bigint") return Math.abs(Number(a - b));
	if (typeof a !== "number" || typeof b !== "number") return Number.POSITIVE_INFINITY;
	if (Number.isNaN(a) && Number.isNaN(b)) return 0;
	const difference = Math.abs(a - b);
	return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
}

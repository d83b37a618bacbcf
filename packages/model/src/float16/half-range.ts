import type { Weight } from "../graph.ts";
import { Meter, type Sliced } from "../slices.ts";
import { weightTensor } from "../weight.ts";

/** How a constant's numbers lie to float16's. */
export type HalfRange =
	| "inside"
	/** At least one finite number is above 65504 in magnitude. */
	| "above"
	/** There are numbers other than 0, and all are below 2^-14 in magnitude, where float16 has few digits. */
	| "below";

const LARGEST_BITS = 0x477fe000;
const INFINITY_BITS = 0x7f800000;
const LEAST_NORMAL_BITS = 0x38800000;
const BLOCK = 1 << 15;

/** Looks over the elements of a float32 weight, whose content is there. */
export function* halfRange(weight: Weight): Sliced<HalfRange> {
	const { buffer, byteOffset, length } = weightTensor(weight).data as Float32Array;
	const bits = new Uint32Array(buffer, byteOffset, length);
	const meter = new Meter();
	let largest = 0;
	for (let from = 0; from < length; from += BLOCK) {
		const to = Math.min(length, from + BLOCK);
		for (let i = from; i < to; i++) {
			const size = (bits[i] as number) & 0x7fffffff;
			if (size > largest && size < INFINITY_BITS) largest = size;
		}
		if (largest > LARGEST_BITS) return "above";
		if (meter.due(1000)) yield;
	}
	return largest > 0 && largest < LEAST_NORMAL_BITS ? "below" : "inside";
}

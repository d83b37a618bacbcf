import type { Weight } from "../graph.ts";
import { Meter, type Sliced } from "../slices.ts";
import { weightTensor } from "../weight.ts";
import { ELEMENT } from "./element-type.ts";
import { type HalfLosses, halfBits } from "./half-bits.ts";

/** Elements between two looks at the clock. */
const BLOCK = 1 << 14;

/** A float32 weight, whose content is there, as float16 in new memory; what is lost is added to `losses`. */
export function* halfWeight(weight: Weight, losses: HalfLosses): Sliced<Weight> {
	const { buffer, byteOffset, length } = weightTensor(weight).data as Float32Array;
	const bits = new Uint32Array(buffer, byteOffset, length);
	const half = new Uint16Array(length);
	const meter = new Meter();
	for (let from = 0; from < length; from += BLOCK) {
		const to = Math.min(length, from + BLOCK);
		for (let i = from; i < to; i++) half[i] = halfBits(bits[i] as number, losses);
		if (meter.due(1000)) yield;
	}
	return { ...weight, elementType: ELEMENT.float16, data: { kind: "bytes", bytes: new Uint8Array(half.buffer) } };
}

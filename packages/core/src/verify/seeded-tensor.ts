import type { DType, TensorData } from "../dtype.ts";
import { zeros } from "../feed-memory.ts";
import { numberToBfloat16, numberToHalf } from "../half.ts";
import { elementCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { TimeSlice } from "./time-slice.ts";

/** Which numbers a seeded tensor holds. Another `run` holds others in every tensor that is not empty. */
export interface Seed {
	readonly seed: number;
	/** Position of the input. */
	readonly input: number;
	/** 0 or 1. */
	readonly run: number;
}

const BLOCK = 8192;

/** How many integers there are to choose from: 0 and 1 are valid as masks and as positions in any table. */
const CHOICES: { readonly [D in DType]?: number } = {
	uint8: 256,
	int8: 256,
	uint16: 256,
	int16: 256,
	int32: 2,
	uint32: 2,
	int64: 2,
	uint64: 2,
	bool: 2,
	string: 10,
};

/**
 * A tensor that is the same for the same seed: floats from -1 to below 1, 8-bit integers over their whole range, 16-bit
 * ones from 0 to 255, wider ones and bool 0 or 1, strings of one digit.
 */
export async function seededTensor(
	dtype: DType,
	shape: readonly number[],
	seed: Seed,
	slice: TimeSlice,
): Promise<Tensor> {
	const tensor = zeros(dtype, shape, elementCount(shape));
	const element = elementOf(dtype, seed);
	const data = tensor.data as { [index: number]: unknown; length: number };
	for (let from = 0; from < data.length; from += BLOCK) {
		const to = Math.min(from + BLOCK, data.length);
		for (let i = from; i < to; i++) data[i] = element(i);
		await slice.pause();
	}
	return tensor;
}

function elementOf(dtype: DType, { seed, input, run }: Seed): (index: number) => TensorData[number] {
	const choices = CHOICES[dtype];
	if (choices === undefined) {
		const start = mix(mix(mix(seed) + input) + run);
		const float = (index: number): number => mix(start + index) / 2 ** 31 - 1;
		if (dtype === "float16") return (index) => numberToHalf(float(index));
		if (dtype === "bfloat16") return (index) => numberToBfloat16(float(index));
		return float;
	}
	// Both runs draw the same integers and the second shifts them, so that not one element is the same.
	const start = mix(mix(seed) + input);
	const shift = choices === 256 ? run * 101 : run;
	const integer = (index: number): number => (mix(start + index) + shift) % choices;
	if (dtype === "string") return (index) => String(integer(index));
	if (dtype === "int64" || dtype === "uint64") return (index) => BigInt(integer(index));
	return integer;
}

/** 32 bits that look random, from 32 bits: the finalizer of MurmurHash3. */
function mix(value: number): number {
	let bits = value + 0x9e3779b9;
	bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return (bits ^ (bits >>> 16)) >>> 0;
}

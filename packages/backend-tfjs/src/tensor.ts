import {
	bfloat16ToNumber,
	DTYPES,
	type DType,
	halfToNumber,
	numberToBfloat16,
	numberToHalf,
	Tensor,
	type TensorData,
	type ValueInfo,
} from "@polyinfer/core";
import { unsupported } from "./errors.ts";
import type { ProgramValue, TensorFlow, TensorFlowTensor } from "./program.ts";

/** The dtypes that TensorFlow.js has. */
type TensorFlowDType = "float32" | "int32" | "bool" | "string";

/** The dtype that stands for each of ours. float64 is missing: its numbers would lose half of their digits. */
const STAND_INS: { readonly [D in DType]?: TensorFlowDType } = {
	float32: "float32",
	float16: "float32",
	bfloat16: "float32",
	int32: "int32",
	int64: "int32",
	uint64: "int32",
	uint32: "int32",
	uint16: "int32",
	int16: "int32",
	uint8: "int32",
	int8: "int32",
	bool: "bool",
	string: "string",
};

/** The casts that inputs and outputs of these dtypes take, as the report names them. */
export function castsOf(inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]): string[] {
	const line = (side: string, { name, dtype }: ValueInfo, isInput: boolean): string[] => {
		const to = STAND_INS[dtype];
		if (to === undefined || to === dtype) return [];
		return [`${side} \`${name}\`: ${isInput ? `${dtype} -> ${to}` : `${to} -> ${dtype}`}`];
	};
	return [
		...inputs.flatMap((info) => line("input", info, true)),
		...outputs.flatMap((info) => line("output", info, false)),
	];
}

/**
 * `tensor` on the current device of TensorFlow.js. Its memory is borrowed where no cast is needed. Throws UNSUPPORTED for
 * numbers that the dtype of TensorFlow.js cannot hold exactly.
 */
export function toTensorFlow(tf: TensorFlow, tensor: Tensor): TensorFlowTensor {
	const { dtype, data, shape } = tensor;
	const to = STAND_INS[dtype];
	if (to === undefined) throw unsupported(`TensorFlow.js has no dtype for ${dtype}.`, "run");
	const values = to === dtype ? data : to === "float32" ? floatsOf(dtype, data) : integersOf(dtype, data);
	return tf.tensor(values as Float32Array, [...shape], to);
}

/** Reads a program's value as a tensor of `dtype` in memory of its own. Rejects with UNSUPPORTED where a number does not fit. */
export async function readValue(value: ProgramValue, dtype: DType): Promise<Tensor> {
	if (value instanceof Tensor) return ownTensor(value.dtype, value.data, value.shape, dtype);
	return ownTensor(value.dtype, (await value.data()) as unknown as TensorData, value.shape, dtype);
}

/** The same on the calling thread. Throws. */
export function readValueSync(value: ProgramValue, dtype: DType): Tensor {
	if (value instanceof Tensor) return ownTensor(value.dtype, value.data, value.shape, dtype);
	return ownTensor(value.dtype, value.dataSync() as unknown as TensorData, value.shape, dtype);
}

/** Always a copy: what TensorFlow.js reads may be the memory of a weight or of a feed. */
function ownTensor(from: string, data: TensorData, shape: readonly number[], to: DType): Tensor {
	if (from === "complex64") throw unsupported("TensorFlow.js gave complex numbers.", "run");
	if (to === "string" || from === "string") {
		if (to !== from) throw mismatch(from, to);
		return new Tensor("string", Array.from(data as string[]), shape);
	}
	if (from !== to && from !== STAND_INS[to]) throw mismatch(from, to);
	const numbers = data as ArrayLike<number>;
	if (from === to && to !== "bool") return new Tensor(to, copyOf(to, data), shape);
	if (to === "bool")
		return new Tensor(
			to,
			Uint8Array.from(numbers, (number) => (number === 0 ? 0 : 1)),
			shape,
		);
	if (to === "float16") return new Tensor(to, Uint16Array.from(numbers, numberToHalf), shape);
	if (to === "bfloat16") return new Tensor(to, Uint16Array.from(numbers, numberToBfloat16), shape);
	if (to === "int64") return new Tensor(to, BigInt64Array.from(numbers, BigInt), shape);
	if (to === "uint64")
		return new Tensor(
			to,
			BigUint64Array.from(numbers, (number) => BigInt(inRange(number, to))),
			shape,
		);
	const narrow = new (DTYPES[to].array as unknown as new (length: number) => Uint8Array)(numbers.length);
	for (let i = 0; i < numbers.length; i++) narrow[i] = inRange(numbers[i] as number, to, narrow);
	return new Tensor(to, narrow, shape);
}

function copyOf(dtype: DType, data: TensorData): TensorData {
	const Container = DTYPES[dtype].array as unknown as { from(data: unknown): TensorData };
	return Container.from(data);
}

/** `number` itself, where integers of `dtype` go so far; `probe` is an array of them. */
function inRange(number: number, dtype: DType, probe?: Uint8Array): number {
	if (probe ? fits(number, probe) : number >= 0) return number;
	throw unsupported(`TensorFlow.js computed ${number} in int32, which ${dtype} does not hold.`, "run");
}

function fits(number: number, probe: Uint8Array): boolean {
	const bits = probe.BYTES_PER_ELEMENT * 8;
	const isSigned = probe instanceof Int8Array || probe instanceof Int16Array;
	const least = isSigned ? -(2 ** (bits - 1)) : 0;
	return number >= least && number < least + 2 ** bits;
}

function floatsOf(dtype: DType, data: TensorData): Float32Array {
	return Float32Array.from(data as Uint16Array, dtype === "float16" ? halfToNumber : bfloat16ToNumber);
}

function integersOf(dtype: DType, data: TensorData): Int32Array {
	const integers = new Int32Array(data.length);
	if (dtype === "int64" || dtype === "uint64") {
		(data as BigInt64Array).forEach((given, i) => {
			if (BigInt.asIntN(32, given) !== given) throw tooLarge(dtype, given);
			integers[i] = Number(given);
		});
		return integers;
	}
	integers.set(data as Uint32Array);
	const at = dtype === "uint32" ? integers.findIndex((number) => number < 0) : -1;
	if (at >= 0) throw tooLarge(dtype, (data as Uint32Array)[at] as number);
	return integers;
}

function tooLarge(dtype: DType, given: number | bigint): Error {
	return unsupported(
		`Expected ${dtype} numbers that int32 holds, in which TensorFlow.js computes, but received ${given}.`,
		"run",
	);
}

function mismatch(from: string, to: DType): Error {
	return unsupported(`TensorFlow.js gave ${from} for an output of ${to}.`, "run");
}

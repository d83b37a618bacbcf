import {
	bfloat16ToNumber,
	DTYPES,
	type DType,
	halfToNumber,
	InferenceError,
	numberToBfloat16,
	numberToHalf,
} from "@polyinfer/core";
import type { ExactTensor } from "./exact-tensor.ts";
import type { NetNode, NetOp } from "./net.ts";

type Operation = (inputs: readonly ExactTensor[], node: NetNode) => ExactTensor;

/** The meaning of each {@link NetOp}, in float64 and BigInt. */
export const OPERATIONS: { readonly [Op in NetOp]: Operation } = {
	identity: (inputs) => operand(inputs, 0),
	cast: (inputs, { to }) => {
		const x = operand(inputs, 0);
		const dtype = to ?? x.dtype;
		return {
			dtype,
			shape: x.shape,
			values: Array.from(x.values as ArrayLike<number | bigint>, (value) => wrap(dtype, value)) as number[],
		};
	},
	add: (inputs) =>
		elementwise(
			inputs,
			(a, b) => a + b,
			(a, b) => a + b,
		),
	multiply: (inputs) =>
		elementwise(
			inputs,
			(a, b) => a * b,
			(a, b) => a * b,
		),
	relu: (inputs) => {
		const x = operand(inputs, 0);
		return { ...x, values: Float64Array.from(x.values as ArrayLike<number>, (value) => Math.max(value, 0)) };
	},
	matmul: (inputs) => {
		const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
		const [rows, inner] = axes(a, 2);
		const [innerB, columns] = axes(b, 2);
		if (inner !== innerB) throw misfit("matmul", a, b);
		const sums = new Float64Array(rows * columns);
		for (let i = 0; i < rows; i++)
			for (let k = 0; k < inner; k++) {
				const factor = a.values[i * inner + k] as number;
				if (factor === 0) continue;
				for (let j = 0; j < columns; j++)
					sums[i * columns + j] = (sums[i * columns + j] as number) + factor * (b.values[k * columns + j] as number);
			}
		return { dtype: a.dtype, shape: [rows, columns], values: sums };
	},
	conv2d: (inputs) => {
		const [image, weight] = [operand(inputs, 0), operand(inputs, 1)];
		const [batch, channels, height, width] = axes(image, 4);
		const [out, channelsW, kernelY, kernelX] = axes(weight, 4);
		if (channels !== channelsW) throw misfit("conv2d", image, weight);
		const [outY, outX] = [height - kernelY + 1, width - kernelX + 1];
		const values: number[] = [];
		for (let n = 0; n < batch; n++)
			for (let o = 0; o < out; o++)
				for (let y = 0; y < outY; y++)
					for (let x = 0; x < outX; x++) {
						let sum = 0;
						for (let c = 0; c < channels; c++)
							for (let ky = 0; ky < kernelY; ky++)
								for (let kx = 0; kx < kernelX; kx++)
									sum +=
										(image.values[((n * channels + c) * height + y + ky) * width + x + kx] as number) *
										(weight.values[((o * channels + c) * kernelY + ky) * kernelX + kx] as number);
						values.push(sum);
					}
		return { dtype: image.dtype, shape: [batch, out, outY, outX], values };
	},
	nonzero: (inputs) => {
		const x = operand(inputs, 0);
		const found = Array.from(x.values as ArrayLike<number>).flatMap((value, i) => (Number(value) === 0 ? [] : [i]));
		const values = x.shape.flatMap((size, axis) => {
			const stride = x.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
			return found.map((i) => BigInt(Math.floor(i / stride) % size));
		});
		return { dtype: "int64", shape: [x.shape.length, found.length], values };
	},
};

/** `value` as `dtype` holds it: floats rounded to nearest, integers towards zero and modulo their range. */
function wrap(dtype: DType, value: number | bigint): number | bigint {
	if (dtype === "int64") return BigInt.asIntN(64, BigInt(typeof value === "bigint" ? value : Math.trunc(value)));
	if (dtype === "uint64") return BigInt.asUintN(64, BigInt(typeof value === "bigint" ? value : Math.trunc(value)));
	const number = Number(value);
	if (dtype === "bool") return number === 0 ? 0 : 1;
	if (dtype === "float16") return halfToNumber(numberToHalf(number));
	if (dtype === "bfloat16") return bfloat16ToNumber(numberToBfloat16(number));
	const { array } = DTYPES[dtype];
	if (!array) throw new InferenceError("UNSUPPORTED", `Expected a dtype of numbers but received ${dtype}.`);
	const one = new array(1) as unknown as number[];
	one[0] = number;
	return one[0] as number;
}

function elementwise(
	inputs: readonly ExactTensor[],
	numbers: (a: number, b: number) => number,
	bigints: (a: bigint, b: bigint) => bigint,
): ExactTensor {
	const [a, b] = [operand(inputs, 0), operand(inputs, 1)];
	const shape = broadcast(a, b);
	const count = shape.reduce((product, n) => product * n, 1);
	const [indexA, indexB] = [indexer(a.shape, shape), indexer(b.shape, shape)];
	const { dtype } = a;
	if (dtype === "int64" || dtype === "uint64") {
		const [x, y] = [a.values as ArrayLike<bigint>, b.values as ArrayLike<bigint>];
		const sums = Array.from({ length: count }, (_, i) => bigints(x[indexA(i)] as bigint, y[indexB(i)] as bigint));
		return { dtype, shape, values: sums.map((value) => wrap(dtype, value) as bigint) };
	}
	const [x, y] = [a.values as ArrayLike<number>, b.values as ArrayLike<number>];
	const values = new Float64Array(count);
	for (let i = 0; i < count; i++) values[i] = numbers(x[indexA(i)] as number, y[indexB(i)] as number);
	return {
		dtype,
		shape,
		values: dtype.includes("float") ? values : values.map((value) => wrap(dtype, value) as number),
	};
}

function broadcast(a: ExactTensor, b: ExactTensor): number[] {
	const rank = Math.max(a.shape.length, b.shape.length);
	return Array.from({ length: rank }, (_, axis) => {
		const x = a.shape[axis - rank + a.shape.length] ?? 1;
		const y = b.shape[axis - rank + b.shape.length] ?? 1;
		if (x !== y && x !== 1 && y !== 1) throw misfit("add", a, b);
		return x === 1 ? y : x;
	});
}

/** Maps an index into `to` to the index of the element of `from` that is broadcast there. */
function indexer(from: readonly number[], to: readonly number[]): (index: number) => number {
	if (from.length === to.length && from.every((size, axis) => size === to[axis])) return (index) => index;
	if (from.every((size) => size === 1)) return () => 0;
	return (index) => {
		let [rest, result, stride] = [index, 0, 1];
		for (let axis = to.length - 1; axis >= 0; axis--) {
			const position = rest % (to[axis] as number);
			rest = Math.floor(rest / (to[axis] as number));
			const size = from[axis - to.length + from.length];
			if (size === undefined) break;
			if (size !== 1) result += position * stride;
			stride *= size;
		}
		return result;
	};
}

function operand(inputs: readonly ExactTensor[], index: number): ExactTensor {
	const input = inputs[index];
	if (!input)
		throw new InferenceError("INVALID_ARGUMENT", `Expected an operand ${index} but the node has ${inputs.length}.`);
	return input;
}

function axes(tensor: ExactTensor, rank: number): [number, number, number, number] {
	if (tensor.shape.length !== rank)
		throw new InferenceError("INVALID_ARGUMENT", `Expected ${rank} axes but received [${tensor.shape}].`);
	return tensor.shape as unknown as [number, number, number, number];
}

function misfit(op: string, a: ExactTensor, b: ExactTensor): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", `\`${op}\` cannot take [${a.shape}] and [${b.shape}].`);
}

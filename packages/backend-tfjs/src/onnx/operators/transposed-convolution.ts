import { InferenceError } from "@polyinfer/core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import type { Operators } from "../operator.ts";
import { padTensor } from "../pad-tensor.ts";
import { checkSize } from "../sizes.ts";
import type { Value } from "../value.ts";
import { activate } from "./activate.ts";
import { convolveToBlocks } from "./block-convolution.ts";

/** How one spatial axis grows. */
interface Growth {
	readonly kernel: number;
	readonly stride: number;
	readonly dilation: number;
	/** Elements of the whole result that are cut off in front. */
	readonly cut: number;
	/** Elements that are left. */
	readonly output: number;
}

function convolveTransposed(call: Call): Value {
	const [input, weights] = [call.input(0), call.input(1)];
	const group = call.int("group", 1);
	const [batch = 0, channels = 0, ...space] = input.shape;
	const [depth = 0, filters = 0, ...kernel] = weights.shape;
	if (space.length > 2) throw new InferenceError("UNSUPPORTED", `ConvTranspose over [${input.shape}] is not mapped.`);
	if (weights.rank !== input.rank || depth !== channels || channels % group !== 0)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Weights of [${weights.shape}] do not fit an input of [${input.shape}].`,
		);
	const flat = space.length === 1;
	const growths = growthsOf(call, space, kernel);
	checkSize([batch, filters * group, ...growths.map(({ output }) => output)]);
	const [{ kernel: size = 0 } = {}] = growths;
	const isBlocks = growths.length === 2 && group === 1 && growths.every((growth) => isBlock(growth, size));
	if (isBlocks && growths.every(({ output }, axis) => output === size * (space[axis] as number)))
		return call.give(convolveToBlocks(call, input.as("channels-last") as Tensor4D, size), undefined, "channels-last");
	const still: Growth = { kernel: 1, stride: 1, dilation: 1, cut: 0, output: 1 };
	const x = input.as("channels-last");
	const y = inPlane(
		call,
		flat ? (call.tf.expandDims(x as Tensor3D, 1) as Tensor4D) : (x as Tensor4D),
		(flat ? [still, ...growths] : growths) as [Growth, Growth],
		group,
	);
	return call.give(flat ? call.tf.squeeze(y, [1]) : y, undefined, "channels-last");
}

function isBlock({ kernel, stride, dilation, cut }: Growth, size: number): boolean {
	return kernel === size && stride === size && dilation === 1 && cut === 0;
}

function growthsOf(call: Call, space: readonly number[], kernel: readonly number[]): Growth[] {
	const axes = space.length;
	const ones = new Array<number>(axes).fill(1);
	const [strides, dilations] = [call.ints("strides", ones), call.ints("dilations", ones)];
	const extra = call.ints("output_padding", undefined) ?? ones.map(() => 0);
	const pads = call.ints("pads", undefined) ?? [...ones, ...ones].map(() => 0);
	const wanted = call.ints("output_shape", undefined);
	const mode = call.text("auto_pad", "NOTSET");
	return space.map((size, axis): Growth => {
		const [stride, dilation, more] = [strides[axis] ?? 1, dilations[axis] ?? 1, extra[axis] ?? 0];
		const whole = (size - 1) * stride + ((kernel[axis] as number) - 1) * dilation + 1 + more;
		const isSame = mode.startsWith("SAME");
		const output = wanted?.at(axis - axes) ?? (isSame ? size * stride : undefined);
		const shape = { kernel: kernel[axis] as number, stride, dilation };
		if (output === undefined) {
			const [before, after] = mode === "VALID" ? [0, 0] : [pads[axis] ?? 0, pads[axes + axis] ?? 0];
			return { ...shape, cut: before, output: whole - before - after };
		}
		const total = Math.max(0, whole - output);
		return { ...shape, cut: mode === "SAME_UPPER" ? Math.floor(total / 2) : Math.ceil(total / 2), output };
	});
}

function inPlane(call: Call, x: Tensor4D, growths: [Growth, Growth], group: number): TensorFlowTensor {
	const { tf } = call;
	const weights = call.input(1);
	const [depth = 0, filters = 0] = weights.shape;
	const part = depth / group;
	const [high, wide] = growths.map(({ kernel, dilation }) => (kernel - 1) * dilation + 1) as [number, number];
	const strides = growths.map(({ stride }) => stride) as [number, number];
	const [batch, rows, columns] = x.shape;
	const shape: [number, number, number, number] = [
		batch,
		(rows - 1) * strides[0] + high,
		(columns - 1) * strides[1] + wide,
		filters,
	];
	const products = Array.from({ length: group }, (_, g) => {
		const filter = weights.form(`filter ${g}`, () =>
			tf.tidy(() => {
				const [tall, broad] = growths.map(({ kernel }) => kernel) as [number, number];
				const own = tf.slice(tf.reshape(weights.source(), [depth, filters, tall, broad]), g * part, part);
				return spread(call, tf.transpose(own, [2, 3, 1, 0]) as Tensor4D, growths);
			}),
		) as Tensor4D;
		const own = group === 1 ? x : tf.slice(x, [0, 0, 0, g * part], [-1, -1, -1, part]);
		return tf.conv2dTranspose(own, filter, shape, strides, "valid");
	});
	let y: TensorFlowTensor = group === 1 ? (products[0] as Tensor4D) : tf.concat(products, 3);
	y = cutOut(call, y as Tensor4D, growths);
	if (call.has(2)) y = tf.add(y, call.plain(2));
	return activate(tf, y, call.activation);
}

/** Zeros between the rows and columns of a filter: its dilation. */
function spread({ tf }: Call, filter: Tensor4D, growths: readonly [Growth, Growth]): Tensor4D {
	let spaced = filter;
	for (const [axis, { kernel, dilation }] of growths.entries()) {
		if (dilation === 1) continue;
		const sizes = spaced.shape;
		const split = [...sizes.slice(0, axis + 1), 1, ...sizes.slice(axis + 1)];
		const zeros = split.map((_, i): [number, number] => [0, i === axis + 1 ? dilation - 1 : 0]);
		const joined = sizes.map((size, i) => (i === axis ? kernel * dilation : size));
		const kept = sizes.map((size, i) => (i === axis ? (kernel - 1) * dilation + 1 : size));
		spaced = tf.slice(
			tf.reshape(padTensor(tf, tf.reshape(spaced, split), zeros), joined),
			[0, 0, 0, 0],
			kept,
		) as Tensor4D;
	}
	return spaced;
}

/** The wanted part of the whole result, with zeros where there is less than wanted. */
function cutOut({ tf }: Call, y: Tensor4D, growths: readonly [Growth, Growth]): TensorFlowTensor {
	const missing = growths.map(({ cut, output }, axis) => Math.max(0, cut + output - (y.shape[axis + 1] as number)));
	const padded = missing.some(Boolean)
		? tf.pad(y, [[0, 0], ...missing.map((more): [number, number] => [0, more]), [0, 0]])
		: y;
	const begin = [0, ...growths.map(({ cut }) => cut), 0];
	const size = [y.shape[0], ...growths.map(({ output }) => output), y.shape[3]];
	return String(size) === String(padded.shape) ? padded : tf.slice(padded, begin, size);
}

export const transposedConvolution: Operators = { ConvTranspose: { run: convolveTransposed } };

import { elementCount, InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { stridesOf } from "../host/strides.ts";
import { takeStrided } from "../host/take.ts";
import { canBeChannelsLast } from "../layout.ts";
import type { Operator, Operators } from "../operator.ts";
import { normalizeAxis } from "../sizes.ts";
import type { Value } from "../value.ts";

const INT64 = () => ["int64" as const];

/** The same elements under another shape. */
function reshaping(shapeOf: (call: Call) => readonly number[], reads: readonly number[] = []): Operator {
	return {
		types: MOVABLE,
		reads,
		run: (call) => call.give(call.tf.reshape(call.plain(0), checked(call, shapeOf(call)))),
		host: (call) => {
			const { dtype, data } = call.host(0);
			return call.giveHost(dtype, checked(call, shapeOf(call)), data);
		},
	};
}

function checked(call: Call, shape: readonly number[]): number[] {
	const from = call.input(0);
	if (elementCount(shape) !== from.size)
		throw new InferenceError("INVALID_ARGUMENT", `Expected a shape of ${from.size} elements but received [${shape}].`);
	return [...shape];
}

function reshaped(call: Call): readonly number[] {
	const { shape: from, size } = call.input(0);
	const wanted = call.integers(1) ?? [];
	const copiesZeros = call.int("allowzero", 0) === 0;
	const shape = wanted.map((dim, i) => (dim === 0 && copiesZeros ? (from[i] ?? 0) : dim));
	const open = shape.indexOf(-1);
	if (open < 0) return shape;
	const known = shape.reduce((all, dim, i) => (i === open ? all : all * dim), 1);
	shape[open] = known === 0 ? 0 : size / known;
	return shape;
}

function flattened(call: Call): readonly number[] {
	const { shape } = call.input(0);
	const wanted = call.int("axis", 1);
	const axis = wanted < 0 ? wanted + shape.length : wanted;
	return [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))];
}

function squeezed(call: Call): readonly number[] {
	const { shape, rank } = call.input(0);
	const axes = call.axes(1, 13)?.map((axis) => normalizeAxis(axis, rank));
	return shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)));
}

function unsqueezed(call: Call): readonly number[] {
	const { shape } = call.input(0);
	const given = call.axes(1, 13) ?? [];
	const rank = shape.length + given.length;
	const axes = new Set(given.map((axis) => normalizeAxis(axis, rank)));
	const rest = shape.values();
	return Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : (rest.next().value ?? 1)));
}

function permutation(call: Call): readonly number[] {
	const { rank } = call.input(0);
	return call.ints("perm", undefined) ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
}

/** A transpose between the two layouts only tells the other name of how the tensor lies. */
function transpose(call: Call): Value {
	const value = call.input(0);
	const { rank } = value;
	const axes = permutation(call);
	const toLast = [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1];
	const toFirst = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
	if (canBeChannelsLast(rank) && String(axes) === String(toLast) && value.isLaidOut("channels-last"))
		return call.give(call.tf.clone(value.as("channels-last")));
	if (canBeChannelsLast(rank) && String(axes) === String(toFirst))
		return call.give(call.tf.clone(value.as("plain")), undefined, "channels-last");
	return call.give(call.tf.transpose(value.as("plain"), [...axes]));
}

export const shapes: Operators = {
	Shape: {
		run: (call) => {
			const { shape, rank } = call.input(0);
			const end = call.int("end", rank);
			const sizes = shape.slice(call.int("start", 0), end);
			return call.giveInt64([sizes.length], sizes);
		},
		types: [...MOVABLE, "string", "float64"],
		gives: INT64,
	},
	Size: {
		run: (call) => call.giveInt64([], [call.input(0).size]),
		types: [...MOVABLE, "string", "float64"],
		gives: INT64,
	},
	Reshape: reshaping(reshaped, [1]),
	Flatten: reshaping(flattened),
	Squeeze: reshaping(squeezed, [1]),
	Unsqueeze: reshaping(unsqueezed, [1]),
	Transpose: {
		types: MOVABLE,
		run: transpose,
		host: (call) => {
			const tensor = call.host(0);
			const strides = stridesOf(tensor.shape);
			const axes = permutation(call);
			const shape = axes.map((axis) => tensor.shape[axis] as number);
			const data = takeStrided(
				tensor,
				shape,
				axes.map((axis) => strides[axis] as number),
			);
			return call.giveHost(tensor.dtype, shape, data);
		},
	},
	Identity: { run: (call) => call.input(0), types: [...MOVABLE, "string", "float64"] },
	Dropout: {
		run: (call) => [
			call.input(0),
			call.outputs > 1 ? call.fill("bool", call.input(0).shape, call.input(0).size, () => 1) : undefined,
		],
		gives: ([dtype]) => [dtype, "bool"],
		refuses: ({ inputs }) => (inputs[2] ? "with training mode" : undefined),
	},
};

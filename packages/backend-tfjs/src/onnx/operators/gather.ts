import { elementCount, InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { take } from "../host/take.ts";
import type { Operators } from "../operator.ts";
import { checkSize } from "../sizes.ts";
import type { Value } from "../value.ts";

/** Positions counted from the front. Throws INVALID_ARGUMENT beyond the axis. */
function positions(call: Call, size: number): Int32Array {
	return Int32Array.from(call.integers(1) ?? [], (position) => {
		if (position < -size || position >= size)
			throw new InferenceError("INVALID_ARGUMENT", `Position ${position} is beyond an axis of ${size}.`);
		return position < 0 ? position + size : position;
	});
}

function shapeOf(call: Call, axis: number): number[] {
	const { shape } = call.input(0);
	return checkSize([...shape.slice(0, axis), ...call.input(1).shape, ...shape.slice(axis + 1)]);
}

function gather(call: Call): Value {
	const { tf } = call;
	const value = call.input(0);
	const axis = call.axis(value.rank, 0);
	const shape = shapeOf(call, axis);
	const at = tf.tensor1d(positions(call, value.shape[axis] as number), "int32");
	return call.give(tf.reshape(tf.gather(value.as("plain"), at, axis), shape));
}

function gatherOnHost(call: Call): Value {
	const tensor = call.host(0);
	const axis = call.axis(tensor.shape.length, 0);
	const size = tensor.shape[axis] as number;
	const inner = elementCount(tensor.shape.slice(axis + 1));
	const at = positions(call, size);
	const shape = shapeOf(call, axis);
	const places = Int32Array.from({ length: elementCount(shape) }, (_, i) => {
		const row = Math.floor(i / inner);
		const outer = Math.floor(row / at.length);
		return (outer * size + (at[row % at.length] as number)) * inner + (i % inner);
	});
	return call.giveHost(tensor.dtype, shape, take(tensor, places));
}

export const gathers: Operators = {
	Gather: { types: MOVABLE, reads: [1], run: gather, host: gatherOnHost },
};

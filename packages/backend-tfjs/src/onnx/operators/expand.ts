import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { broadcastStrides } from "../host/strides.ts";
import { takeStrided } from "../host/take.ts";
import type { Operators } from "../operator.ts";
import { broadcastShapes, checkSize } from "../sizes.ts";
import type { Value } from "../value.ts";

function expand(call: Call): Value {
	const { tf } = call;
	const value = call.input(0);
	const shape = broadcastShapes(value.shape, call.integers(1) ?? []);
	const x = tf.reshape(value.as("plain"), [...new Array<number>(shape.length - value.rank).fill(1), ...value.shape]);
	return call.give(
		tf.tile(
			x,
			shape.map((size, axis) => size / (x.shape[axis] || 1)),
		),
	);
}

function tile(call: Call): Value {
	const value = call.input(0);
	const repeats = call.integers(1) ?? [];
	checkSize(value.shape.map((size, axis) => size * (repeats[axis] ?? 1)));
	return call.give(call.tf.tile(value.as("plain"), repeats));
}

export const expansions: Operators = {
	Expand: {
		types: MOVABLE,
		reads: [1],
		run: expand,
		host: (call) => {
			const tensor = call.host(0);
			const shape = broadcastShapes(tensor.shape, call.integers(1) ?? []);
			const data = takeStrided(tensor, shape, broadcastStrides(tensor.shape, shape));
			return call.giveHost(tensor.dtype, shape, data);
		},
	},
	Tile: { types: MOVABLE, reads: [1], run: tile },
};

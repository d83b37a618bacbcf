import { intOf } from "@polyinfer/model";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Call } from "../call.ts";
import { axisIn, canBeChannelsLast } from "../layout.ts";
import type { Operators } from "../operator.ts";
import type { Value } from "../value.ts";

function batchNormalization(call: Call): Value {
	const { tf } = call;
	const input = call.input(0);
	const [scale, offset, mean, variance] = [1, 2, 3, 4].map((i) => call.plain(i)) as [Tensor, Tensor, Tensor, Tensor];
	const layout = canBeChannelsLast(input.rank) ? "channels-last" : "plain";
	const x = input.as(layout);
	const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, call.float("epsilon", 1e-5))));
	const y = tf.add(tf.mul(x, factor), tf.sub(offset, tf.mul(mean, factor)));
	return call.give(y, undefined, layout);
}

function layerNormalization(call: Call): readonly (Value | undefined)[] {
	const { tf } = call;
	const x = call.plain(0);
	const first = call.axis(x.rank, -1);
	const axes = Array.from({ length: x.rank - first }, (_, i) => first + i);
	const mean = tf.mean(x, axes, true);
	const centred = tf.sub(x, mean);
	const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), call.float("epsilon", 1e-5)));
	let y = tf.mul(tf.mul(centred, inverse), call.plain(1));
	if (call.has(2)) y = tf.add(y, call.plain(2));
	return [call.give(y), call.give(mean), call.give(inverse)];
}

/** Each channel of each picture by its own mean and variance. */
function instanceNormalization(call: Call): Value {
	const { tf } = call;
	const input = call.input(0);
	const layout = canBeChannelsLast(input.rank) ? "channels-last" : "plain";
	const x = input.as(layout);
	const axes = input.shape.slice(2).map((_, i) => axisIn(layout, input.rank, i + 2));
	const centred = tf.sub(x, tf.mean(x, axes, true));
	const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), call.float("epsilon", 1e-5)));
	return call.give(tf.add(tf.mul(tf.mul(centred, inverse), call.plain(1)), call.plain(2)), undefined, layout);
}

export const normalization: Operators = {
	BatchNormalization: {
		run: batchNormalization,
		refuses: (node) =>
			node.outputs.slice(1).some(Boolean) || intOf(node, "training_mode", 0) !== 0 ? "for training" : undefined,
	},
	LayerNormalization: { run: layerNormalization, since: 17 },
	InstanceNormalization: { run: instanceNormalization },
};

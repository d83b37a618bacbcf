import { intOf } from "@polyinfer/model";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Call } from "../call.ts";
import { canBeChannelsLast } from "../layout.ts";
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

export const normalization: Operators = {
	BatchNormalization: {
		run: batchNormalization,
		refuses: (node) =>
			node.outputs.slice(1).some(Boolean) || intOf(node, "training_mode", 0) !== 0 ? "for training" : undefined,
	},
};

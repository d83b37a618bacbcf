import type { Call } from "../call.ts";
import { layerNormalization, rmsNormalization } from "../normalization/layer.ts";
import {
	groupNormalization,
	instanceNormalization,
	localResponseNormalization,
	lpNormalization,
	meanVarianceNormalization,
} from "../normalization/planes.ts";
import type { Operators } from "../operator.ts";

const epsilonOf = (call: Call): number => call.float("epsilon", 1e-5);

/** Normalizations by the numbers' own mean, spread or length. */
export const layerNormalizations: Operators = {
	LayerNormalization: {
		gives: ([x]) => [x, "float32", "float32"],
		run: (call) => {
			const axis = call.axis(call.input(0).rank, -1);
			const bias = call.has(2) ? call.plain(2) : undefined;
			const { y, mean, inverse } = layerNormalization(call.tf, call.plain(0), call.plain(1), bias, {
				axis,
				epsilon: epsilonOf(call),
			});
			return [call.give(y), call.give(mean, "float32"), call.give(inverse, "float32")];
		},
	},
	RMSNormalization: {
		run: (call) => {
			const axis = call.axis(call.input(0).rank, -1);
			return call.give(
				rmsNormalization(call.tf, call.plain(0), call.plain(1), { axis, epsilon: epsilonOf(call) }),
				call.input(1).dtype,
			);
		},
	},
	InstanceNormalization: {
		run: (call) =>
			call.give(instanceNormalization(call.tf, call.plain(0), call.plain(1), call.plain(2), epsilonOf(call))),
	},
	GroupNormalization: {
		since: 18,
		run: (call) =>
			call.give(
				groupNormalization(call.tf, call.plain(0), call.plain(1), call.plain(2), {
					groups: call.int("num_groups", 1),
					epsilon: epsilonOf(call),
				}),
			),
	},
	MeanVarianceNormalization: {
		run: (call) => call.give(meanVarianceNormalization(call.tf, call.plain(0), [...call.ints("axes", [0, 2, 3])])),
	},
	LpNormalization: {
		run: (call) =>
			call.give(lpNormalization(call.tf, call.plain(0), call.axis(call.input(0).rank, -1), call.int("p", 2) as 1 | 2)),
	},
	LRN: {
		run: (call) =>
			call.give(
				localResponseNormalization(call.tf, call.plain(0), {
					size: call.int("size", 1),
					alpha: call.float("alpha", 1e-4),
					beta: call.float("beta", 0.75),
					bias: call.float("bias", 1),
				}),
			),
	},
};

import type { Call } from "../call.ts";
import type { HostTensor } from "../host-tensor.ts";
import { type LossOptions, logSoftmaxOfClasses, negativeLogLikelihood } from "../loss/negative-log-likelihood.ts";
import type { Operators } from "../operator.ts";

const given = (call: Call, { dtype, shape, data }: HostTensor) => call.giveHost(dtype, shape, data);

const optionsOf = (call: Call): LossOptions => ({
	weight: call.has(2) ? call.host(2) : undefined,
	ignored: call.node.attributes.has("ignore_index") ? call.int("ignore_index", 0) : undefined,
	reduction: call.text("reduction", "mean"),
});

/** Losses, as graphs that were exported from training have them; on the host. */
export const losses: Operators = {
	NegativeLogLikelihoodLoss: {
		gives: ([x]) => [x],
		host: (call) => given(call, negativeLogLikelihood(call.host(0), call.host(1), optionsOf(call))),
	},
	SoftmaxCrossEntropyLoss: {
		gives: ([x]) => [x, x],
		host: (call) => {
			const logs = logSoftmaxOfClasses(call.host(0));
			return [given(call, negativeLogLikelihood(logs, call.host(1), optionsOf(call))), given(call, logs)];
		},
	},
};

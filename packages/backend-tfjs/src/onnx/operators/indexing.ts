import type { Call } from "../call.ts";
import type { HostTensor } from "../host-tensor.ts";
import { gatherElements, gatherNd } from "../indexing/gather.ts";
import { scatterElements, scatterNd } from "../indexing/scatter.ts";
import type { Operator, Operators, Results } from "../operator.ts";

const given = (call: Call, { dtype, shape, data }: HostTensor): Results => call.giveHost(dtype, shape, data);

const scatter: Operator = {
	gives: ([x]) => [x],
	host: (call) => {
		const [x, indices, updates] = [call.host(0), call.host(1), call.host(2)];
		const axis = call.axis(x.shape.length, 0);
		return given(call, scatterElements(x, indices, updates, axis, call.text("reduction", "none")));
	},
};

/** Gathering and scattering by tensors of places. */
export const indexing: Operators = {
	GatherElements: {
		gives: ([x]) => [x],
		host: (call) => given(call, gatherElements(call.host(0), call.host(1), call.axis(call.input(0).rank, 0))),
	},
	GatherND: {
		gives: ([x]) => [x],
		host: (call) => given(call, gatherNd(call.host(0), call.host(1), call.int("batch_dims", 0))),
	},
	Scatter: scatter,
	ScatterElements: scatter,
	ScatterND: {
		gives: ([x]) => [x],
		host: (call) => given(call, scatterNd(call.host(0), call.host(1), call.host(2), call.text("reduction", "none"))),
	},
};

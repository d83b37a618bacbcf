import type { Call } from "../call.ts";
import type { HostTensor } from "../host-tensor.ts";
import type { Operators, Results } from "../operator.ts";
import { compress } from "../selection/compress.ts";
import { nonMaxSuppression } from "../selection/non-max-suppression.ts";
import { nonZero } from "../selection/non-zero.ts";
import { topK } from "../selection/top-k.ts";
import { unique } from "../selection/unique.ts";

const given = (call: Call, tensors: readonly HostTensor[]): Results =>
	tensors.map(({ dtype, shape, data }) => call.giveHost(dtype, shape, data));

const optionalAxis = (call: Call): number | undefined =>
	call.node.attributes.has("axis") ? call.axis(call.input(0).rank, 0) : undefined;

/** Operators whose results have sizes that depend on the numbers; on the host. */
export const selections: Operators = {
	Compress: {
		gives: ([x]) => [x],
		host: (call) => given(call, [compress(call.host(0), call.host(1), optionalAxis(call))]),
	},
	NonMaxSuppression: {
		gives: () => ["int64"],
		host: (call) => {
			const scoreThreshold = call.scalar(4);
			return given(call, [
				nonMaxSuppression(call.host(0), call.host(1), {
					maxBoxes: call.scalar(2) ?? 0,
					iouThreshold: call.scalar(3) ?? 0,
					...(scoreThreshold !== undefined && { scoreThreshold }),
					centered: call.int("center_point_box", 0) === 1,
				}),
			]);
		},
	},
	NonZero: { gives: () => ["int64"], host: (call) => given(call, [nonZero(call.host(0))]) },
	TopK: {
		gives: ([x]) => [x, "int64"],
		host: (call) => {
			const k = call.opset < 10 ? call.int("k", 0) : (call.scalar(1) ?? 0);
			const axis = call.axis(call.input(0).rank, -1);
			return given(call, topK(call.host(0), k, axis, call.int("largest", 1) !== 0));
		},
	},
	Unique: {
		gives: ([x]) => [x, "int64", "int64", "int64"],
		host: (call) => given(call, unique(call.host(0), optionalAxis(call), call.int("sorted", 1) !== 0)),
	},
};

import type { ChosenHost } from "../kernels/implementation.ts";
import type { KernelPlan } from "../kernels/kernel-host.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { keptBytes } from "./kept-bytes.ts";
import type { CheckedRules } from "./nms-rules.ts";
import type { nmsIndicesReference } from "./reference.ts";

const none = new Int32Array(0);

/** {@link nmsIndicesReference} by the kernel `nms_indices`, with room for as many boxes as were ever given. */
export function kernelIndices({ host, threads }: ChosenHost): typeof nmsIndicesReference {
	const call = new Int32Array(2);
	let capacity = 0;
	let plan: KernelPlan | undefined;
	return (boxes, scores, classes, count, from, rules, output) => {
		if (plan === undefined || count > capacity) {
			capacity = 2 ** Math.ceil(Math.log2(Math.max(count, 512)));
			plan = host.plan({ kernel: "nms_indices", ...memory(from, rules, capacity), rows: 1 }, threads);
		}
		call[0] = count;
		call[1] = classes !== undefined && rules.perClass ? 1 : 0;
		return plan.run(call, [boxes, scores, classes ?? none, output]);
	};
}

/** How many boxes there are is a number of the call, so that the arrays are checked before it. */
function memory(from: number, rules: CheckedRules, capacity: number) {
	const { overlap, maxCandidates, maxDetections, maxPerClass } = rules;
	const block = new PlanBlock()
		.int(overlap.arithmetic === "opencv" ? 1 : 0)
		.float(from, overlap.least, overlap.low, overlap.slack)
		.int(maxCandidates, maxDetections, maxPerClass, capacity);
	const most = Math.min(capacity, maxCandidates, maxDetections);
	const read = { bytes: 0, access: "read" } as const;
	return {
		block: block.bytes(),
		arrays: [read, read, read, { bytes: 0, access: "update" }] as const,
		scratchBytes: 8 * capacity + keptBytes(most),
	};
}

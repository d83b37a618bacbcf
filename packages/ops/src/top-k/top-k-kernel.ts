import type { ChosenHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { topKReference } from "./reference.ts";

/** Writes the indices of the highest of `size` scores, as many as `indices` holds, highest first. */
export type FindHighest = (scores: Float32Array | Float64Array, indices: Int32Array) => void;

/** Prepares {@link FindHighest} by the kernel for float32, and by the reference. */
export function planFindHighest(size: number, k: number, chosen: ChosenHost | undefined): FindHighest {
	if (chosen === undefined || k === 0) return topKReference;
	const arrays = [
		{ bytes: size * 4, access: "read" },
		{ bytes: k * 4, access: "write" },
	] as const;
	const block = new PlanBlock().int(size, k).bytes();
	const plan = chosen.host.plan({ kernel: "top_k", block, arrays, rows: 1, scratchBytes: 0 }, 1);
	const call = new Int32Array(0);
	return (scores, indices) => {
		if (scores instanceof Float32Array) plan.run(call, [scores, indices]);
		else topKReference(scores, indices);
	};
}

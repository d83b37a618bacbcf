import type { DeviceTensor, Tensor, TensorLike } from "@polyinfer/core";
import { chooseHost } from "../kernels/implementation.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { checkOneLine, checkTopK, type Ranked, rank, type TopKOptions, type TopKPlanOptions } from "./check-top-k.ts";
import { type FindHighest, planFindHighest } from "./top-k-kernel.ts";

export type { Ranked, TopKOptions, TopKPlanOptions };

/** A prepared {@link topK}. */
export type TopKPlan = OpPlan<Tensor | TensorLike | DeviceTensor, readonly Ranked[], never>;

/** What does not depend on labels, which are many. */
const finders = new PlanCache<FindHighest>();

/** Prepares {@link topK}. Throws INVALID_ARGUMENT. */
export function planTopK(options: TopKPlanOptions): TopKPlan {
	const indices = new Int32Array(checkTopK(options));
	const { size, labels } = options;
	const chosen = chooseHost(options);
	const { implementation, threads } = options;
	const key = planKey([size, indices.length, implementation, threads]);
	const find = finders.get(key, () => planFindHighest(size, indices.length, chosen));
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input) {
			const tensor = cpuTensor(input);
			checkOneLine(tensor, size);
			const scores = floatNumbers(tensor);
			find(scores, indices);
			return Array.from(indices, (index) => rank(index, scores[index] as number, labels));
		},
	};
}

/**
 * The `k` highest of one line of scores, `[n]` or `[1, n]`, highest first; the lower index first among equal ones,
 * NaN last. Throws INVALID_ARGUMENT.
 */
export function topK(
	input: Tensor | TensorLike | DeviceTensor,
	k: number,
	options: TopKOptions = {},
): readonly Ranked[] {
	return planTopK({ ...options, k, size: cpuTensor(input).size }).run(input);
}

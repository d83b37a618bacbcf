import { type DeviceTensor, formatType, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, checkKeys, mismatch } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { type FindHighest, planFindHighest } from "./top-k-kernel.ts";

/** One of the classes that {@link topK} found. */
export interface Ranked {
	readonly index: number;
	readonly score: number;
	/** `labels[index]`, where labels were given. */
	readonly label?: string;
}

/** Options of {@link topK}. `threads` has no effect. */
export interface TopKOptions extends RunsOn {
	/** Name of every class; as many as there are scores. */
	readonly labels?: readonly string[];
}

/** Options of {@link planTopK}. */
export interface TopKPlanOptions extends TopKOptions {
	/** How many scores there are. */
	readonly size: number;
	/** How many are wanted; more than `size` gives all. */
	readonly k: number;
}

/** A prepared {@link topK}. */
export type TopKPlan = OpPlan<Tensor | TensorLike | DeviceTensor, readonly Ranked[], never>;

/** What does not depend on labels, which are many. */
const finders = new PlanCache<FindHighest>();

/** Prepares {@link topK}. Throws INVALID_ARGUMENT. */
export function planTopK(options: TopKPlanOptions): TopKPlan {
	checkKeys("topK", options, ["size", "k", "labels", ...RUNS_ON_OPTIONS]);
	const { size, k, labels } = options;
	checkInteger("size", size, 0, 2 ** 31 - 1);
	checkInteger("k", k, 0, 2 ** 31 - 1);
	if (labels !== undefined && labels.length !== size) throw mismatch(`${size} labels`, String(labels.length));
	const indices = new Int32Array(Math.min(k, size));
	const chosen = chooseHost(options);
	const { implementation, threads } = options;
	const key = planKey([size, indices.length, implementation, threads]);
	const find = finders.get(key, () => planFindHighest(size, indices.length, chosen));
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input) {
			const tensor = cpuTensor(input);
			if (tensor.size !== size || tensor.shape.some((length, axis) => axis < tensor.shape.length - 1 && length !== 1))
				throw mismatch(`one line of ${size} scores, [${size}] or [1,${size}],`, formatType(tensor.dtype, tensor.shape));
			const scores = floatNumbers(tensor);
			find(scores, indices);
			return Array.from(indices, (index) => {
				const score = scores[index] as number;
				return labels === undefined ? { index, score } : { index, score, label: labels[index] as string };
			});
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

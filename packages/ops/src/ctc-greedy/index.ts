import {
	bfloat16ToNumber,
	type DeviceTensor,
	formatType,
	halfToNumber,
	type Tensor,
	type TensorLike,
} from "@polyinfer/core";
import { type FindClasses, planFindClasses } from "../argmax/argmax-kernel.ts";
import { checkInteger, checkKeys, mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { type CtcText, ctcGreedyReference } from "./reference.ts";

/** Options of {@link ctcGreedy}. */
export interface CtcGreedyOptions extends RunsOn {
	/** Text of every class, the blank's place included (its text is never used). */
	readonly labels: readonly string[];
	/** Class that stands for no character. Default: 0. */
	readonly blank?: number;
}

/** A prepared {@link ctcGreedy}. */
export type CtcGreedyPlan = OpPlan<Tensor | TensorLike | DeviceTensor, CtcText, never>;

/** Prepares {@link ctcGreedy}. Throws INVALID_ARGUMENT. */
export function planCtcGreedy(options: CtcGreedyOptions): CtcGreedyPlan {
	checkKeys("ctcGreedy", options, ["labels", "blank", ...RUNS_ON_OPTIONS]);
	const { labels, blank = 0 } = options;
	if (!Array.isArray(labels) || labels.length === 0) throw unexpected("an array of texts for `labels`", labels);
	checkInteger("blank", blank, 0, labels.length - 1);
	const chosen = chooseHost(options);
	// A reader's texts have one length, or the few that its pictures are padded to.
	const finders = new PlanCache<FindClasses>(4);
	let best = new Int32Array(64);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input) {
			const tensor = cpuTensor(input);
			const { shape } = tensor;
			const classes = shape.at(-1);
			if ((shape.length !== 2 && (shape.length !== 3 || shape[0] !== 1)) || classes !== labels.length)
				throw mismatch(
					`the steps of one text, [steps,${labels.length}] or [1,steps,${labels.length}], for ${labels.length} labels`,
					formatType(tensor.dtype, shape),
				);
			const steps = shape.at(-2) as number;
			if (steps > best.length) best = new Int32Array(steps);
			const find = finders.get(String(steps), () =>
				planFindClasses({ classes, pixels: steps, planar: false }, 4, chosen),
			);
			find(tensor, best);
			return ctcGreedyReference(best, steps, labels, blank, (step, index) => numberAt(tensor, step * classes + index));
		},
	};
}

/**
 * Reads the output of a text recogniser trained with CTC, `[steps, classes]` or `[1, steps, classes]` of probabilities:
 * the best class of each step, repeats collapsed, blanks left out. Throws INVALID_ARGUMENT.
 * Source: Graves et al., "Connectionist Temporal Classification", 2006, best path decoding.
 */
export function ctcGreedy(input: Tensor | TensorLike | DeviceTensor, options: CtcGreedyOptions): CtcText {
	return planCtcGreedy(options).run(input);
}

function numberAt({ dtype, data }: Tensor, index: number): number {
	const element = data[index] as number;
	return dtype === "float16" ? halfToNumber(element) : dtype === "bfloat16" ? bfloat16ToNumber(element) : element;
}

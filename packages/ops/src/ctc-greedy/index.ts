import { type DeviceTensor, formatType, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, checkKeys, mismatch, unexpected } from "../arguments.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { type CtcText, ctcGreedyReference } from "./reference.ts";

/** Options of {@link ctcGreedy}. */
export interface CtcGreedyOptions {
	/** Text of every class, the blank's place included (its text is never used). */
	readonly labels: readonly string[];
	/** Class that stands for no character. Default: 0. */
	readonly blank?: number;
}

/** A prepared {@link ctcGreedy}. */
export type CtcGreedyPlan = OpPlan<Tensor | TensorLike | DeviceTensor, CtcText, never>;

/** Prepares {@link ctcGreedy}. Throws INVALID_ARGUMENT. */
export function planCtcGreedy(options: CtcGreedyOptions): CtcGreedyPlan {
	checkKeys("ctcGreedy", options, ["labels", "blank"]);
	const { labels, blank = 0 } = options;
	if (!Array.isArray(labels) || labels.length === 0) throw unexpected("an array of texts for `labels`", labels);
	checkInteger("blank", blank, 0, labels.length - 1);
	return {
		run(input) {
			const tensor = cpuTensor(input);
			const { shape } = tensor;
			const classes = shape.at(-1);
			if ((shape.length !== 2 && (shape.length !== 3 || shape[0] !== 1)) || classes !== labels.length)
				throw mismatch(
					`the steps of one text, [steps,${labels.length}] or [1,steps,${labels.length}], for ${labels.length} labels`,
					formatType(tensor.dtype, shape),
				);
			return ctcGreedyReference(floatNumbers(tensor), shape.at(-2) as number, labels, blank);
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

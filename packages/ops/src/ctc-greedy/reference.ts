/** What {@link ctcGreedyReference} read. */
export interface CtcText {
	readonly text: string;
	/** Mean of the probabilities of the steps that gave a character, 0 where none did. */
	readonly score: number;
}

/**
 * Definition: the class of a step is the one of the highest probability, as `argmax` finds it. A step gives its
 * class's label unless the class is `blank` or that of the step before. The score is their mean probability, in float64.
 * `classes` holds the class of each of `count` steps, `scoreOf` tells a class's probability at a step.
 */
export function ctcGreedyReference(
	classes: Int32Array,
	count: number,
	labels: readonly string[],
	blank: number,
	scoreOf: (step: number, index: number) => number,
): CtcText {
	let text = "";
	let sum = 0;
	let kept = 0;
	let last = blank;
	for (let step = 0; step < count; step++) {
		const index = classes[step] as number;
		if (index !== blank && index !== last) {
			text += labels[index] as string;
			sum += scoreOf(step, index);
			kept++;
		}
		last = index;
	}
	return { text, score: kept === 0 ? 0 : sum / kept };
}

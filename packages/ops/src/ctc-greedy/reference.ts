/** What {@link ctcGreedyReference} read. */
export interface CtcText {
	readonly text: string;
	/** Mean of the probabilities of the steps that gave a character, 0 where none did. */
	readonly score: number;
}

/**
 * Definition: the class of a step is the one of the highest probability, the lower index among equal ones. A step gives its
 * class's label unless the class is `blank` or that of the step before. The score is their mean probability, in float64.
 * `steps` holds one line of `labels.length` probabilities a step.
 */
export function ctcGreedyReference(
	steps: ArrayLike<number>,
	count: number,
	labels: readonly string[],
	blank: number,
): CtcText {
	const classes = labels.length;
	let text = "";
	let sum = 0;
	let kept = 0;
	let last = blank;
	for (let step = 0; step < count; step++) {
		const first = step * classes;
		let best = 0;
		let highest = steps[first] as number;
		for (let c = 1; c < classes; c++) {
			const probability = steps[first + c] as number;
			if (probability > highest) {
				highest = probability;
				best = c;
			}
		}
		if (best !== blank && best !== last) {
			text += labels[best] as string;
			sum += highest;
			kept++;
		}
		last = best;
	}
	return { text, score: kept === 0 ? 0 : sum / kept };
}

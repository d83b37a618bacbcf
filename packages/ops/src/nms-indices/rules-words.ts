import type { CheckedRules } from "./nms-rules.ts";

/** `Rules` of `rules.cuh`; `from`: the smallest float32 that is score enough; `count`: the most boxes. */
export function rulesWords(rules: CheckedRules, from: number, count: number): Int32Array {
	const { maxCandidates, maxDetections, maxPerClass, perClass, overlap } = rules;
	const words = new Int32Array(9);
	const floats = new Float32Array(words.buffer);
	floats[0] = from;
	words.set([maxCandidates, maxDetections, maxPerClass], 1);
	floats.set([overlap.least, overlap.low, overlap.slack], 4);
	words.set([perClass ? 1 : 0, maxPerClass < count ? 1 : 0], 7);
	return words;
}

import { readOnnx } from "@polyinfer/model";
import type { OfficialCase } from "./official-case.ts";
import { type OfficialFeatures, officialFeatures } from "./official-features.ts";

/** What is left of a feature's weight each time that a case covers it. */
const FADE = 1 / 16;

/** The sample of `count` cases that {@link selectCovering} takes for their operators and types; sorted names. */
export function selectOfficialCases(cases: readonly OfficialCase[], count: number): readonly string[] {
	return selectCovering(
		cases.map(({ name, model }) => officialFeatures(name, readOnnx(model))),
		count,
	);
}

/**
 * A sample that covers as much as `count` cases can: again and again the case that covers most of what was covered
 * least so far, the first by name among equals. The same cases always give the same sample, sorted by name.
 */
export function selectCovering(cases: readonly OfficialFeatures[], count: number): readonly string[] {
	const left = [...cases].sort((a, b) => (a.name < b.name ? -1 : 1));
	const weights = new Map<string, number>();
	const weightOf = (feature: string): number => weights.get(feature) ?? 1;
	const selected: string[] = [];
	while (selected.length < count && left.length > 0) {
		let best = 0;
		let bestGain = -1;
		for (const [i, { features }] of left.entries()) {
			const gain = features.reduce((sum, feature) => sum + weightOf(feature), 0);
			if (gain <= bestGain) continue;
			best = i;
			bestGain = gain;
		}
		const [one] = left.splice(best, 1) as [OfficialFeatures];
		for (const feature of one.features) weights.set(feature, weightOf(feature) * FADE);
		selected.push(one.name);
	}
	return selected.sort();
}

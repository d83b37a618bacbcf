import type { Feeds } from "../feeds.ts";
import { setOwnValue } from "../own-value.ts";
import type { Tensor } from "../tensor.ts";
import type { InputBounds, ValueInfo } from "../value-info.ts";
import { seededShapes } from "./seeded-shapes.ts";
import { seededTensor } from "./seeded-tensor.ts";
import type { TimeSlice } from "./time-slice.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** Runs of the reference, at most. */
export const VERIFY_RUNS = 2;

/**
 * The feeds of each run: what the caller gave, the rest made from the seed. Optional inputs that nobody gave are left out.
 */
export async function seededFeeds(
	inputs: readonly ValueInfo[],
	bounds: InputBounds,
	{ inputs: given = {}, seed = 1 }: VerifyOptions,
	slice: TimeSlice,
): Promise<Feeds[]> {
	const sets = Array.isArray(given) ? (given as readonly Feeds[]) : [given as Feeds];
	const shapes = seededShapes(inputs, bounds);
	const feeds: Feeds[] = [];
	for (let run = 0; run < VERIFY_RUNS; run++) {
		const set = sets[run] ?? sets[0] ?? {};
		const made: Record<string, Tensor> = {};
		for (const [i, { name, dtype, optional }] of inputs.entries())
			if (!optional && !Object.hasOwn(set, name))
				setOwnValue(made, name, await seededTensor(dtype, shapes[i] as number[], { seed, input: i, run }, slice));
		const isSame = run > 0 && sets[run] === undefined && Object.keys(made).length === 0;
		if (!isSame) feeds.push({ ...made, ...set });
	}
	return feeds;
}

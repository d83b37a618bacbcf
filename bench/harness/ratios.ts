import type { CaseResult } from "./result.ts";
import { median, quantile } from "./statistics.ts";

/** A number of every round, told as median and range. */
export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
	readonly rounds: number;
}

/** The values of a peer by round: of its samples the median, or the largest. */
export function roundValues({ rounds, roundValue }: CaseResult, peer: string): ReadonlyMap<number, number> {
	const of = roundValue === "max" ? (samples: readonly number[]) => quantile(samples, 1) : median;
	const own = rounds.filter((one) => one.peer === peer && one.samples.length > 0);
	return new Map(own.map(({ round, samples }) => [round, of(samples)]));
}

/** What `combine` makes of two peers' values in each round that both have; `undefined` where there is none. */
export function acrossRounds(
	result: CaseResult,
	ours: string,
	theirs: string,
	combine: (ours: number, theirs: number) => number,
): Spread | undefined {
	const other = roundValues(result, theirs);
	return spreadOf(
		[...roundValues(result, ours)].flatMap(([round, value]) => {
			const against = other.get(round);
			return against === undefined ? [] : [combine(value, against)];
		}),
	);
}

/** Median and range; `undefined` of no values. */
export function spreadOf(values: readonly number[]): Spread | undefined {
	if (values.length === 0) return undefined;
	return { median: median(values), min: Math.min(...values), max: Math.max(...values), rounds: values.length };
}

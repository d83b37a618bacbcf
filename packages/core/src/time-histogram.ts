/** How long something took, over all times that were counted. */
export interface TimeHistogram {
	readonly count: number;
	readonly sumMs: number;
	readonly maxMs: number;
	/**
	 * 32 counts by powers of two: the first of times below 1 microsecond, the one at `i` of those from `2 ** (i - 1)` to
	 * below `2 ** i` microseconds, the last of all that took longer.
	 */
	readonly buckets: readonly number[];
}

const BUCKETS = 32;

/** Counts times into a {@link TimeHistogram}. */
export class TimeCounter {
	#count = 0;
	#sumMs = 0;
	#maxMs = 0;
	readonly #buckets: number[] = new Array<number>(BUCKETS).fill(0);

	/** Counts one time. */
	add(ms: number): void {
		this.#count++;
		this.#sumMs += ms;
		if (ms > this.#maxMs) this.#maxMs = ms;
		const us = ms * 1000;
		const bucket = us < 2 ** 31 ? 32 - Math.clz32(us) : BUCKETS - 1;
		(this.#buckets[bucket] as number)++;
	}

	/** What was counted until now; does not change afterwards. */
	snapshot(): TimeHistogram {
		return { count: this.#count, sumMs: this.#sumMs, maxMs: this.#maxMs, buckets: this.#buckets.slice() };
	}
}

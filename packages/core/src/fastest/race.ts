import { abortedError, type InferenceError, toInferenceError } from "../errors.ts";

/** How quick one lane of a {@link race} was. */
export interface LaneTime {
	/** Median over the rounds of the time of one run. */
	readonly medianMs: number;
	readonly runs: number;
}

/** What a race is run with. */
export interface RaceOptions {
	/** No further round is begun after so long; each lane has one at least. */
	readonly budgetMs: number;
	readonly signal?: AbortSignal | undefined;
	/** The clock. Default: `performance.now`. */
	readonly now?: () => number;
}

/** Rounds that a lane has before it may be dropped, and the most there are. */
const LEAST_ROUNDS = 3;
const MOST_ROUNDS = 50;

/** A lane this much slower than the leader is dropped: noise alone does not turn that round. */
const FAR_BEHIND = 1.5;

/** Quick nets run again and again within a turn, so that the clock sees them. */
const TURN_MS = 1;

/**
 * Times the lanes against each other. They take turns, in an order that changes from round to round, so that what else
 * the machine does meets all alike. The first run of each is not counted. Where a run rejects, its lane leaves the race,
 * and the error stands in its place. Rejects with ABORTED only.
 */
export async function race(
	lanes: readonly (() => Promise<unknown>)[],
	{ budgetMs, signal, now = () => performance.now() }: RaceOptions,
): Promise<(LaneTime | InferenceError)[]> {
	const started = now();
	const runners = lanes.map((run) => new Runner(run, now));
	for (const runner of runners) await runner.warmUp(signal);
	let racing = runners.filter(({ error }) => !error);
	for (let round = 0; round < MOST_ROUNDS && racing.length > 0; round++) {
		if (round > 0 && now() - started >= budgetMs) break;
		if (round >= LEAST_ROUNDS && racing.length === 1) break;
		for (let i = 0; i < racing.length; i++) await racing[(i + round) % racing.length]?.turn(signal);
		racing = racing.filter(({ error }) => !error);
		const best = Math.min(...racing.map(({ medianMs }) => medianMs));
		if (round + 1 >= LEAST_ROUNDS) racing = racing.filter(({ medianMs }) => medianMs <= best * FAR_BEHIND);
	}
	return runners.map(({ error, medianMs, runs }) => error ?? { medianMs, runs });
}

class Runner {
	error: InferenceError | undefined;
	runs = 0;
	readonly #run: () => Promise<unknown>;
	readonly #now: () => number;
	readonly #timesMs: number[] = [];

	constructor(run: () => Promise<unknown>, now: () => number) {
		this.#run = run;
		this.#now = now;
	}

	get medianMs(): number {
		const sorted = [...this.#timesMs].sort((a, b) => a - b);
		const middle = sorted.length >> 1;
		const upper = sorted[middle] ?? Number.POSITIVE_INFINITY;
		return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
	}

	async warmUp(signal: AbortSignal | undefined): Promise<void> {
		await this.#once(signal);
	}

	async turn(signal: AbortSignal | undefined): Promise<void> {
		const started = this.#now();
		let runs = 0;
		let elapsedMs: number;
		do {
			await this.#once(signal);
			if (this.error) return;
			runs++;
			elapsedMs = this.#now() - started;
		} while (elapsedMs < TURN_MS);
		this.runs += runs;
		this.#timesMs.push(elapsedMs / runs);
	}

	async #once(signal: AbortSignal | undefined): Promise<void> {
		if (signal?.aborted) throw abortedError(signal);
		try {
			await this.#run();
		} catch (error) {
			if (signal?.aborted) throw abortedError(signal);
			this.error = toInferenceError(error);
		}
	}
}

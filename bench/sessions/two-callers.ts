/** Runs that each caller does one after the other before it waits for the other caller. */
const RUNS = 10;

/** Two callers at once, each with a session of its own; {@link perRun} makes the time of one run of it. */
export function twoCallers(first: () => Promise<unknown>, second: () => Promise<unknown>): () => Promise<unknown> {
	const caller = async (run: () => Promise<unknown>): Promise<void> => {
		for (let i = 0; i < RUNS; i++) await run();
	};
	return () => Promise.all([caller(first), caller(second)]);
}

/** The time of one run, from the times of {@link twoCallers}. */
export function perRun(samples: readonly number[]): number[] {
	return samples.map((us) => us / (2 * RUNS));
}

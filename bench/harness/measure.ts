/** How samples are taken. */
export interface MeasureOptions {
	/** How long samples are taken; at least {@link MIN_SAMPLES} are. */
	readonly measureMs: number;
	/** So many samples are enough, and no more warm-up calls are made than this, of what takes seconds. Default: 15. */
	readonly minSamples?: number;
	/** A sample is so many calls that it takes this long. */
	readonly sampleMs?: number;
	/** What the calls are timed by, in milliseconds. Default: time of the wall. */
	readonly clock?: () => number;
}

const WARM_UP_MS = 250;
const WARM_UP_CALLS = 3;
const MIN_SAMPLES = 15;
const MAX_SAMPLES = 5000;

/** Microseconds of one call, sample by sample, after a warm-up. The event loop turns between samples. */
export async function measure(call: () => unknown, options: MeasureOptions): Promise<number[]> {
	const { measureMs, minSamples = MIN_SAMPLES, sampleMs = 0.2, clock = wallMs } = options;
	const calls = await warmUp(call, Math.min(minSamples, WARM_UP_CALLS), sampleMs, clock);
	const samples: number[] = [];
	const started = performance.now();
	while (samples.length < minSamples || (performance.now() - started < measureMs && samples.length < MAX_SAMPLES)) {
		samples.push(((await timeOf(call, calls, clock)) / calls) * 1000);
		await new Promise((resolve) => setImmediate(resolve));
	}
	return samples;
}

/** How many calls make a sample. */
async function warmUp(call: () => unknown, fewest: number, sampleMs: number, clock: () => number): Promise<number> {
	const started = performance.now();
	let calls = 1;
	for (let done = 0; done < fewest || performance.now() - started < WARM_UP_MS; done += calls) {
		const ms = await timeOf(call, calls, clock);
		if (ms < sampleMs) calls = Math.min(calls * 2, Math.max(calls + 1, Math.ceil((calls * sampleMs * 1.2) / ms)));
		await new Promise((resolve) => setImmediate(resolve));
	}
	return calls;
}

/** Milliseconds of `calls` calls, one after the other. Only promises are awaited: an await costs more than a small call. */
async function timeOf(call: () => unknown, calls: number, clock: () => number): Promise<number> {
	const started = clock();
	for (let i = 0; i < calls; i++) {
		const result = call();
		if (result instanceof Promise) await result;
	}
	return clock() - started;
}

function wallMs(): number {
	return performance.now();
}

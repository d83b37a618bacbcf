import type { Session, Tensor } from "@polyinfer/core";
import { check, type Outcome, outcome } from "../assert.ts";
import type { CaseContext, OpenOptions, Setup } from "../case.ts";
import { slowResult } from "../nets/slow.ts";
import { type SlowNet, slowTensor } from "../slow-net.ts";

/** A session of the slow net on one thread, warm, and its measured time. */
export interface SlowSession extends SlowNet {
	readonly session: Session;
	/** Starts a run whose feed and result belong to `seed`; never rejects. */
	start(seed: number, signal?: AbortSignal): Promise<Outcome<Tensor | undefined>>;
	/** Throws where a run failed or its result is not that of `seed`. */
	expectResult(settled: Outcome<Tensor | undefined>, seed: number): void;
}

/** Opens the slow net; one run at once unless `options` say otherwise. */
export async function openSlow(context: CaseContext, options: OpenOptions = {}): Promise<SlowSession> {
	const slow = await context.slowNet();
	const session = await context.open(slow.net, { threads: 1, maxConcurrency: 1, ...options });
	const one: SlowSession = {
		...slow,
		session,
		start: (seed, signal) => outcome(session.run({ x: slowTensor(seed) }, signal ? { signal } : {}).then(({ y }) => y)),
		expectResult(settled, seed) {
			if ("error" in settled) throw settled.error;
			const expected = slowResult(seed, slow.steps);
			const data = settled.value?.data as Float32Array | undefined;
			const wrong = data ? expected.findIndex((value, i) => value !== data[i]) : 0;
			check(
				wrong < 0,
				`Expected ${expected[wrong]} as element ${wrong} of the slow net but received ${data?.[wrong]}.`,
			);
		},
	};
	one.expectResult(await one.start(0), 0);
	return one;
}

/** Why a case cannot act while a run is inside the engine. */
export function needsFreeLoop({ capabilities }: Setup): string | undefined {
	return capabilities.eventLoopFree ? undefined : "capabilities.eventLoopFree is false: nothing happens during a run";
}

/** Lets what was started begin. */
export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs a measurement up to `attempts` times, for a machine that others use too; rethrows the last failure. */
export async function attempt(attempts: number, measure: () => Promise<void>): Promise<void> {
	for (let left = attempts - 1; ; left--) {
		try {
			return await measure();
		} catch (error) {
			if (left === 0) throw error;
		}
	}
}

import { abortedError } from "@polyinfer/core";

/** Work that pauses now and then: a generator whose `yield`s mark places where it may wait. */
export type Sliced<T> = Generator<void, T, void>;

/** Units of work between two pauses; a unit is about one field read. */
const SLICE_UNITS = 1000;
/** A turn of the event loop that costs nothing but itself; pages have none, and wait 4 ms for a timer. */
const { setImmediate } = globalThis as { setImmediate?: (turn: () => void) => unknown };
/** How long work goes on before the event loop gets a turn: as short as turns are cheap. */
const TURN_MS = setImmediate ? 1 : 4;

/** Counts work, so that a {@link Sliced} pauses neither too often nor too seldom: `if (meter.due(units)) yield;`. */
export class Meter {
	#spent = 0;

	/** Adds `units`; true where it is time to pause. */
	due(units: number): boolean {
		this.#spent += units;
		if (this.#spent < SLICE_UNITS) return false;
		this.#spent = 0;
		return true;
	}
}

/** Runs all slices at once. */
export function finish<T>(sliced: Sliced<T>): T {
	for (;;) {
		const step = sliced.next();
		if (step.done) return step.value;
	}
}

/** Runs slices for a few milliseconds at a time, so that the event loop stays free. Rejects with ABORTED on `signal`. */
export async function finishInTurns<T>(sliced: Sliced<T>, signal?: AbortSignal): Promise<T> {
	const turn = breathe(signal);
	for (;;) {
		const step = sliced.next();
		if (step.done) return step.value;
		const wait = turn();
		if (wait !== undefined) await wait;
	}
}

/**
 * A function to call between pieces of work: where they have taken a few milliseconds, it gives a promise that lets
 * the event loop have a turn, and rejects with ABORTED on `signal`.
 */
export function breathe(signal?: AbortSignal): () => Promise<void> | undefined {
	let turnStart = performance.now();
	const wait = async (): Promise<void> => {
		await new Promise<void>((resolve) => (setImmediate ? setImmediate(resolve) : setTimeout(resolve, 0)));
		if (signal?.aborted) throw abortedError(signal);
		turnStart = performance.now();
	};
	return () => (performance.now() - turnStart < TURN_MS ? undefined : wait());
}

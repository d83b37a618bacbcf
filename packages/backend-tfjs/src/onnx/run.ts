import { abortedError } from "@polyinfer/core";
import type { Value } from "./value.ts";

/**
 * A computation that stops where a value has to come from the device (it is yielded, and must be on the host when the
 * computation goes on) and where others may have a turn (`undefined` is yielded). So there is one executor for runs that
 * may wait and for those that may not.
 */
export type Run<T> = Generator<Value | undefined, T, void>;

/** Tells when others should have a turn. */
export class Pace {
	#last = performance.now();

	/** True once after each 50 ms. */
	isTurnDue(): boolean {
		const now = performance.now();
		if (now - this.#last < 50) return false;
		this.#last = now;
		return true;
	}
}

/** Carries a computation out on the calling thread, at once. */
export function runSync<T>(run: Run<T>): T {
	let step = run.next();
	while (!step.done) {
		try {
			step.value?.readSync();
		} catch (error) {
			step = run.throw(error);
			continue;
		}
		step = run.next();
	}
	return step.value;
}

/** Carries a computation out, leaving the thread to others while values come from the device. Rejects with ABORTED. */
export async function runAsync<T>(run: Run<T>, signal?: AbortSignal): Promise<T> {
	let step = run.next();
	while (!step.done) {
		try {
			await (step.value === undefined ? turn() : step.value.read());
			if (signal?.aborted) throw abortedError(signal);
		} catch (error) {
			step = run.throw(error);
			continue;
		}
		step = run.next();
	}
	return step.value;
}

function turn(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve);
	});
}

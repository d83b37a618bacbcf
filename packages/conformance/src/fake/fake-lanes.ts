import { abortedError, InferenceError } from "@polyinfer/core";

interface Waiting {
	readonly start: () => void;
	readonly reject: (error: InferenceError) => void;
}

/** Lets at most `count` runs into the fake engine at once, first in, first out. */
export class FakeLanes {
	readonly #count: number;
	readonly #waiting: Waiting[] = [];
	#running = 0;
	#idle: (() => void)[] = [];

	constructor(count: number) {
		this.#count = count;
	}

	/** Runs inside the engine. */
	get running(): number {
		return this.#running;
	}

	/** Takes a lane, now or later. Rejects with ABORTED as soon as `signal` fires while it waits. */
	enter(signal: AbortSignal | undefined): Promise<void> {
		if (signal?.aborted) return Promise.reject(abortedError(signal));
		if (this.#running < this.#count) {
			this.#running++;
			return Promise.resolve();
		}
		return new Promise((resolve, reject) => {
			const leave = (): void => {
				this.#waiting.splice(this.#waiting.indexOf(entry), 1);
				signal?.removeEventListener("abort", abort);
			};
			const abort = (): void => entry.reject(abortedError(signal as AbortSignal));
			const entry: Waiting = {
				start: () => {
					leave();
					resolve();
				},
				reject: (error) => {
					leave();
					reject(error);
				},
			};
			this.#waiting.push(entry);
			signal?.addEventListener("abort", abort);
		});
	}

	/** Gives the lane to the next one that waits. */
	leave(): void {
		const [next] = this.#waiting;
		if (next) {
			next.start();
			return;
		}
		this.#running--;
		if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
	}

	/** Rejects what waits with DISPOSED; resolves when nothing runs. */
	async close(): Promise<void> {
		for (const entry of [...this.#waiting]) entry.reject(new InferenceError("DISPOSED", "The session was disposed."));
		if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
	}
}

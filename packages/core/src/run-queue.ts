import { abortedError, InferenceError } from "./errors.ts";
import { onAbort } from "./on-abort.ts";

interface Waiting {
	readonly start: () => void;
	readonly fail: (error: InferenceError) => void;
}

/** Starts work first in, first out, at most `concurrency` pieces at once. */
export class RunQueue {
	#concurrency: number;
	#idle: (() => void)[] = [];
	readonly #waiting = new Set<Waiting>();
	#running = 0;

	constructor(concurrency: number) {
		this.#concurrency = concurrency;
	}

	/** True where work that is added now has to wait. */
	get full(): boolean {
		return this.#running >= this.#concurrency;
	}

	/** Starts nothing more; resolves when nothing runs. What is added waits for {@link open}. */
	async close(): Promise<void> {
		this.#concurrency = 0;
		if (this.#running === 0) return;
		await new Promise<void>((resolve) => {
			this.#idle.push(resolve);
		});
	}

	/** Starts what waits, from now on at most `concurrency` pieces at once. */
	open(concurrency: number): void {
		this.#concurrency = concurrency;
		this.#startNext();
	}

	/** Calls `work` now or later. Rejects with ABORTED as soon as `signal` fires while it waits. */
	add<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
		if (!this.full) return this.#run(work);
		return new Promise<T>((resolve, reject) => {
			const leave = (): void => {
				this.#waiting.delete(entry);
				forget?.();
			};
			const entry: Waiting = {
				start: () => {
					leave();
					this.#run(work).then(resolve, reject);
				},
				fail: (error) => {
					leave();
					reject(error);
				},
			};
			this.#waiting.add(entry);
			const forget = signal && onAbort(signal, () => entry.fail(abortedError(signal)));
		});
	}

	/** Rejects all work that waits with DISPOSED. */
	dispose(): void {
		for (const entry of [...this.#waiting])
			entry.fail(
				new InferenceError("DISPOSED", "The session was disposed before the run began.", {
					advice: "Await your runs before you dispose the session.",
				}),
			);
	}

	async #run<T>(work: () => Promise<T>): Promise<T> {
		this.#running++;
		try {
			return await work();
		} finally {
			this.#running--;
			if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
			this.#startNext();
		}
	}

	#startNext(): void {
		for (const next of this.#waiting) {
			if (this.full) return;
			next.start();
		}
	}
}

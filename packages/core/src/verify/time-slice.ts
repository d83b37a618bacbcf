/** How long a computation may hold the event loop. */
const SLICE_MS = 4;

/** Cuts a long computation on the calling thread into slices, between which the event loop turns. */
export class TimeSlice {
	#started: number = performance.now();

	/** Waits for the next turn of the event loop where this slice is over. To be called every few thousand elements. */
	async pause(): Promise<void> {
		if (performance.now() - this.#started < SLICE_MS) return;
		await new Promise((resolve) => setTimeout(resolve));
		this.#started = performance.now();
	}
}

import { abortedError } from "@polyinfer/core";

/** Resolves after `ms`, the event loop free; rejects with ABORTED as soon as `signal` fires. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) return Promise.reject(abortedError(signal));
	if (ms <= 0) return Promise.resolve();
	return new Promise((resolve, reject) => {
		const abort = (): void => {
			clearTimeout(timer);
			reject(abortedError(signal as AbortSignal));
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", abort);
			resolve();
		}, ms);
		signal?.addEventListener("abort", abort, { once: true });
	});
}

/** Keeps the calling thread for `ms`. */
export function busyWait(ms: number): void {
	const end = performance.now() + ms;
	while (performance.now() < end);
}

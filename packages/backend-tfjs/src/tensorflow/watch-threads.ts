import { unavailable } from "../errors.ts";

/**
 * `opening`, but rejects where a thread of TensorFlow.js does not start. It starts them from the text of its own
 * function, which lacks what a bundler has moved or renamed, and then waits for them for ever; all that is seen of it
 * is an error event of the page.
 */
export async function watchThreads<T>(opening: Promise<T>): Promise<T> {
	const target = globalThis as Partial<Pick<EventTarget, "addEventListener" | "removeEventListener">>;
	let onError: ((event: Event) => void) | undefined;
	const failed = new Promise<never>((_, reject) => {
		onError = (event) => {
			const { error, message } = event as ErrorEvent;
			// What a worker fails with arrives as the event that it was told by.
			if (!(error instanceof ErrorEvent) && !/\bworker\b/i.test(message)) return;
			reject(
				unavailable(
					"TensorFlow.js cannot start its threads: a bundler has changed the function that they are made of.",
					"Leave `threads` out, or keep @tensorflow/tfjs-backend-wasm out of minification.",
				),
			);
		};
		target.addEventListener?.("error", onError);
	});
	try {
		return await Promise.race([opening, failed]);
	} finally {
		if (onError) target.removeEventListener?.("error", onError);
	}
}

import { setImmediate } from "node:timers/promises";
import { abortedError, InferenceError } from "@polyinfer/core";

/** Visited in one turn of the event loop: far below 10 ms. */
const SLICE_BYTES = 2 << 20;

/**
 * Gives `visit` all bytes of a model, a slice in each turn of the event loop, with the slice's place.
 * Rejects with ABORTED, and with INVALID_ARGUMENT where the bytes are transferred or resized away meanwhile.
 */
export async function inSlices(
	bytes: Uint8Array,
	visit: (slice: Uint8Array, offset: number) => void,
	signal?: AbortSignal,
): Promise<void> {
	const size = bytes.length;
	for (let offset = 0; offset < size; offset += SLICE_BYTES) {
		if (offset > 0) await setImmediate();
		if (signal?.aborted) throw abortedError(signal);
		if (bytes.length !== size)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a model of ${size} bytes but ${bytes.length} are left: its memory was transferred or resized away.`,
			);
		visit(bytes.subarray(offset, offset + SLICE_BYTES), offset);
	}
}

import { abortedError, InferenceError } from "@polyinfer/core";

/** Copied in one turn of the event loop: far below 10 ms. */
const SLICE_BYTES = 2 << 20;

/**
 * A copy in a buffer of its own, which can be transferred, made a slice in each turn. Rejects with ABORTED, and with
 * INVALID_ARGUMENT where the bytes are transferred or resized away meanwhile.
 */
export async function copyInTurns(
	bytes: Uint8Array,
	nextTurn: () => Promise<void>,
	signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
	const size = bytes.length;
	const copy = new Uint8Array(size);
	for (let offset = 0; offset < size; offset += SLICE_BYTES) {
		if (offset > 0) await nextTurn();
		if (signal?.aborted) throw abortedError(signal);
		if (bytes.length !== size)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a model of ${size} bytes but ${bytes.length} are left: its memory was transferred or resized away.`,
			);
		copy.set(bytes.subarray(offset, offset + SLICE_BYTES), offset);
	}
	return copy;
}

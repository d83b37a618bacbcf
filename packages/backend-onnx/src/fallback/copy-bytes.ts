import { inSlices } from "@polyinfer/engine-host";

/**
 * A copy in a buffer of its own, which can be transferred, made without holding up the event loop.
 * Rejects with ABORTED, and with INVALID_ARGUMENT where the bytes are transferred or resized away meanwhile.
 */
export async function copyBytes(bytes: Uint8Array, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
	const copy = new Uint8Array(bytes.length);
	await inSlices(bytes, (slice, offset) => copy.set(slice, offset), signal);
	return copy;
}

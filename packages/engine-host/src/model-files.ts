import { setImmediate } from "node:timers/promises";
import { abortedError, InferenceError, type ModelFile } from "@polyinfer/core";
import type { NativeAddon, NativeFile, NativeModelBytes } from "./native-addon.ts";

/** Copied in one turn of the event loop: far below 10 ms. */
const SLICE_BYTES = 2 << 20;

/**
 * Model files as the addon takes them. A path is passed on; bytes in a SharedArrayBuffer are borrowed; other bytes are
 * copied in slices, since their owner may transfer them away while an engine reads.
 * Rejects with INVALID_ARGUMENT where they went away meanwhile, and with ABORTED.
 */
export async function nativeFiles(
	addon: NativeAddon,
	files: readonly ModelFile[],
	signal?: AbortSignal,
): Promise<NativeFile[]> {
	const result: NativeFile[] = [];
	for (const { name, path, bytes } of files) {
		if (path !== undefined) result.push({ name, path });
		else if (typeof SharedArrayBuffer !== "undefined" && bytes.buffer instanceof SharedArrayBuffer)
			result.push({ name, bytes });
		else result.push({ name, held: await hold(addon, bytes, signal) });
	}
	return result;
}

async function hold(addon: NativeAddon, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<NativeModelBytes> {
	const size = bytes.length;
	const held = addon.holdModel(size);
	for (let offset = 0; offset < size; offset += SLICE_BYTES) {
		if (offset > 0) await setImmediate();
		if (signal?.aborted) throw abortedError(signal);
		if (bytes.length !== size)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a model of ${size} bytes but ${bytes.length} are left: its memory was transferred or resized away.`,
			);
		addon.fillModel(held, offset, bytes.subarray(offset, offset + SLICE_BYTES));
	}
	return held;
}

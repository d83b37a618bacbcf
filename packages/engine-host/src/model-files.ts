import type { ModelFile } from "@polyinfer/core";
import { inSlices } from "./in-slices.ts";
import type { NativeAddon, NativeFile, NativeModelBytes } from "./native-addon.ts";

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
	const held = addon.holdModel(bytes.length);
	await inSlices(bytes, (slice, offset) => addon.fillModel(held, offset, slice), signal);
	return held;
}

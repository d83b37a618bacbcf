import { InferenceError } from "@polyinfer/core";
import type { ByteSource } from "./byte-source.ts";

/** A `Blob`, or a `File` with its name. */
export function blobSource(blob: Blob): ByteSource {
	const name: unknown = "name" in blob ? blob.name : undefined;
	const label = typeof name === "string" ? name : "the given Blob";
	return {
		label,
		...(typeof name === "string" ? { name } : {}),
		sizeBytes: blob.size,
		async readInto(target, start) {
			let piece: ArrayBuffer;
			try {
				piece = await blob.slice(start, start + target.length).arrayBuffer();
			} catch (cause) {
				throw new InferenceError("INVALID_ARGUMENT", `Expected ${label} to be readable but reading it failed.`, {
					cause,
				});
			}
			if (piece.byteLength !== target.length)
				throw new InferenceError("INVALID_MODEL", `Expected ${blob.size} bytes in ${label} but it ends before that.`);
			target.set(new Uint8Array(piece));
		},
	};
}

import { createHash } from "node:crypto";
import { breathe } from "../slices.ts";

/** Bytes hashed between two looks at the clock. */
const CHUNK_BYTES = 128 * 1024;

/** SHA-256 in lower-case hex, a few milliseconds at a time. Rejects with ABORTED. */
export async function sha256(bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
	const hash = createHash("sha256");
	const turn = breathe(signal);
	for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
		hash.update(bytes.subarray(at, at + CHUNK_BYTES));
		await turn();
	}
	return hash.digest("hex");
}

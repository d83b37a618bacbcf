import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { abortedError } from "@polyinfer/core";

/** Bytes hashed in one turn of the event loop. */
const CHUNK_BYTES = 512 * 1024;

/** SHA-256 of a file in lower-case hex, read piece by piece. Rejects with ABORTED, or as reading does. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
		if (signal?.aborted) throw abortedError(signal);
		hash.update(chunk as Buffer);
	}
	return hash.digest("hex");
}

import { readFileSync } from "node:fs";

/** The numbers of a raw float32 file, in memory of their own. */
export function readFloats(path: string): Float32Array<ArrayBuffer> {
	const bytes = readFileSync(path);
	return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}

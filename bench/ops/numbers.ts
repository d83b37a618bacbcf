/** Bytes as the float32 numbers that they are. */
export function floatsOf(bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
	return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

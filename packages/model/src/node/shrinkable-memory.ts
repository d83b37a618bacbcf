/**
 * From here on a file's memory is given back in pieces. Collected as a whole, it is unmapped in one go, and whatever maps
 * memory meanwhile waits: 64 MiB take several milliseconds.
 */
const LEAST_BYTES = 16 * 2 ** 20;
const PIECE_BYTES = 512 * 1024;

/** Resizable, ECMAScript 2024. */
interface Shrinkable extends ArrayBuffer {
	resize(bytes: number): void;
}
const ResizableArrayBuffer = ArrayBuffer as unknown as new (
	bytes: number,
	options: { readonly maxByteLength: number },
) => ArrayBuffer;

/** Zeroed memory that {@link releaseMemory} can give back, where it is large. Throws RangeError where there is none. */
export function shrinkableMemory(sizeBytes: number): Uint8Array {
	if (sizeBytes < LEAST_BYTES || !("resize" in ArrayBuffer.prototype)) return new Uint8Array(sizeBytes);
	return new Uint8Array(new ResizableArrayBuffer(sizeBytes, { maxByteLength: sizeBytes }), 0, sizeBytes);
}

/** Gives memory of {@link shrinkableMemory} back, a piece in each turn of the event loop; other memory stays as it is. */
export async function releaseMemory({ buffer }: Uint8Array): Promise<void> {
	if (!("resizable" in buffer) || buffer.resizable !== true) return;
	const memory = buffer as unknown as Shrinkable;
	while (memory.byteLength > 0) {
		memory.resize(Math.max(0, memory.byteLength - PIECE_BYTES));
		await new Promise((resolve) => setImmediate(resolve));
	}
}

import { InferenceError } from "@polyinfer/core";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Strings as `polyinfer/engine.h` packs them: int64 offsets, one more than there are strings, then the UTF-8 bytes;
 * offsets count from the end of the offsets.
 */
export function packStrings(strings: readonly string[]): Uint8Array {
	const texts = strings.map((text) => encoder.encode(text));
	const header = (strings.length + 1) * 8;
	const packed = new Uint8Array(texts.reduce((bytes, text) => bytes + text.length, header));
	const offsets = new BigInt64Array(packed.buffer, 0, strings.length + 1);
	let offset = 0;
	for (const [i, text] of texts.entries()) {
		packed.set(text, header + offset);
		offset += text.length;
		offsets[i + 1] = BigInt(offset);
	}
	return packed;
}

/** The `count` strings in packed bytes; bytes that are no UTF-8 become U+FFFD. Throws ENGINE where offsets lie outside. */
export function unpackStrings(packed: Uint8Array, count: number): string[] {
	const header = (count + 1) * 8;
	if (packed.length < header) throw broken();
	const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
	const offset = (i: number): number => header + Number(view.getBigInt64(i * 8, true));
	const strings: string[] = [];
	for (let i = 0; i < count; i++) {
		const start = offset(i);
		const end = offset(i + 1);
		if (start < header || end < start || end > packed.length) throw broken();
		strings.push(decoder.decode(packed.subarray(start, end)));
	}
	return strings;
}

function broken(): InferenceError {
	return new InferenceError("ENGINE", "The engine's packed strings are broken.");
}

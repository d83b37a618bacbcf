const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Up to here ASCII is quicker without a TextDecoder. */
const SHORT_BYTES = 48;

const isAscii = (byte: number): boolean => byte < 128;

/** UTF-8 as text; `undefined` where it is not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
	if (bytes.length <= SHORT_BYTES && bytes.every(isAscii))
		return String.fromCharCode.apply(null, bytes as unknown as number[]);
	try {
		return strict.decode(bytes);
	} catch {
		return undefined;
	}
}

/** UTF-8 as text; U+FFFD where it is not UTF-8. */
export function decodeTextLeniently(bytes: Uint8Array): string {
	return lenient.decode(bytes);
}

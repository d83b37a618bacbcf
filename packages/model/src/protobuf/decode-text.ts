const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** Up to here a loop over ASCII is quicker than a TextDecoder. */
const SHORT_BYTES = 48;

/** UTF-8 as text; `undefined` where it is not UTF-8. */
export function decodeText(bytes: Uint8Array): string | undefined {
	if (bytes.length <= SHORT_BYTES) {
		let text = "";
		for (const byte of bytes) {
			if (byte > 127) break;
			text += String.fromCharCode(byte);
		}
		if (text.length === bytes.length) return text;
	}
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

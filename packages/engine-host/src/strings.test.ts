import fc from "fast-check";
import { expect, test } from "vitest";
import { packStrings, unpackStrings } from "./strings.ts";

test("packed strings unpack to the same", () => {
	fc.assert(
		fc.property(fc.array(fc.string({ unit: "grapheme" })), (strings) => {
			expect(unpackStrings(packStrings(strings), strings.length)).toEqual(strings);
		}),
	);
});

test("the layout is offsets, then UTF-8", () => {
	const packed = packStrings(["a", "ü"]);
	expect([...new BigInt64Array(packed.buffer, 0, 3)]).toEqual([0n, 1n, 3n]);
	expect([...packed.subarray(24)]).toEqual([0x61, 0xc3, 0xbc]);
});

test("a lone surrogate becomes U+FFFD, and a byte order mark stays", () => {
	expect(unpackStrings(packStrings(["\ud800", "\ufeffx"]), 2)).toEqual(["\ufffd", "\ufeffx"]);
});

test("broken offsets are ENGINE", () => {
	const packed = packStrings(["abc"]);
	const broken = (offset: bigint): Uint8Array => {
		const copy = packed.slice();
		new BigInt64Array(copy.buffer, 0, 2)[1] = offset;
		return copy;
	};
	for (const bytes of [packed.subarray(0, 8), broken(4n), broken(-1n)])
		expect(() => unpackStrings(bytes, 1)).toThrow(expect.objectContaining({ code: "ENGINE" }));
});

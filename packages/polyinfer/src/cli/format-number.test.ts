import { expect, test } from "vitest";
import { formatBytes, formatCount, formatMs, formatValue } from "./format-number.ts";

test.each([
	[0, "0 bytes"],
	[999, "999 bytes"],
	[1_000, "1 kB"],
	[4_816_780, "4.8 MB"],
	[999_600, "1 MB"],
	[123_456_789, "123 MB"],
	[25_276_510_208, "25 GB"],
	[7e15, "7000 TB"],
])("%d bytes are %s", (bytes, text) => {
	expect(formatBytes(bytes)).toBe(text);
});

test.each([
	[0.0123, "12.3 us"],
	[1.2345, "1.23 ms"],
	[44.92, "44.9 ms"],
	[1234.5, "1235 ms"],
])("%d ms are %s", (ms, text) => {
	expect(formatMs(ms)).toBe(text);
});

test("counts are grouped and values have six digits", () => {
	expect(formatCount(4_652_008)).toBe("4,652,008");
	expect(formatValue(1 / 3)).toBe("0.333333");
	expect(formatValue(Number.NEGATIVE_INFINITY)).toBe("-Infinity");
});

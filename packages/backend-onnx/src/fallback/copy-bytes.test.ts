import { expect, test } from "vitest";
import { copyBytes } from "./copy-bytes.ts";

const SIZE_BYTES = 10_000_000;

test("copies in slices, to the last byte", async () => {
	const bytes = Uint8Array.from({ length: SIZE_BYTES }, (_, i) => i % 251);
	const copy = await copyBytes(bytes);
	expect(Buffer.compare(copy, bytes)).toBe(0);
	expect(copy.buffer).not.toBe(bytes.buffer);
});

test("rejects where the bytes are taken away or the signal fires while it copies", async () => {
	const bytes = new Uint8Array(SIZE_BYTES);
	const copying = copyBytes(bytes);
	structuredClone(bytes, { transfer: [bytes.buffer] });
	await expect(copying).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	const abort = new AbortController();
	const other = copyBytes(new Uint8Array(SIZE_BYTES), abort.signal);
	abort.abort();
	await expect(other).rejects.toMatchObject({ code: "ABORTED" });
});

import { expect, test } from "vitest";
import { releaseMemory, shrinkableMemory } from "./shrinkable-memory.ts";

const MIB = 2 ** 20;

test("large memory is zeroed, whole, and given back to the system", async () => {
	const bytes = shrinkableMemory(64 * MIB);
	expect(bytes.length).toBe(64 * MIB);
	expect(bytes[63 * MIB]).toBe(0);
	bytes.fill(1);
	const before = process.memoryUsage.rss();
	await releaseMemory(bytes);
	expect(bytes.length).toBe(0);
	expect(before - process.memoryUsage.rss()).toBeGreaterThan(48 * MIB);
	await releaseMemory(bytes);
});

test("small memory, and memory of others, stays", async () => {
	for (const bytes of [shrinkableMemory(1000), new Uint8Array(20 * MIB), new Uint8Array(new SharedArrayBuffer(8))]) {
		const { length } = bytes;
		await releaseMemory(bytes);
		expect(bytes.length).toBe(length);
	}
});

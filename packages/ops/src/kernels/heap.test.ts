import fc from "fast-check";
import { expect, test } from "vitest";
import { Heap } from "./heap.ts";

test("blocks never overlap, are aligned, and all comes back", () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(3000)), { maxLength: 200 }), (steps) => {
			const heap = new Heap(100, 20_000);
			const taken: { at: number; end: number }[] = [];
			for (const [gives, number] of steps) {
				if (gives && taken.length > 0) {
					heap.free((taken.splice(number % taken.length, 1)[0] as { at: number }).at);
					continue;
				}
				const at = heap.allocate(number);
				if (at === undefined) continue;
				expect(at % 64).toBe(0);
				expect(at).toBeGreaterThanOrEqual(100);
				expect(at + number).toBeLessThanOrEqual(20_000);
				for (const other of taken) expect(at >= other.end || at + number <= other.at).toBe(true);
				taken.push({ at, end: at + Math.max(number, 1) });
			}
			for (const { at } of taken) heap.free(at);
			expect(heap.takenBytes).toBe(0);
			expect(heap.allocate(19_000)).toBe(128);
		}),
	);
});

test("freeing twice, or what was never taken, changes nothing", () => {
	const heap = new Heap(0, 1024);
	const at = heap.allocate(10) as number;
	heap.free(at);
	heap.free(at);
	heap.free(5);
	expect([heap.allocate(1024), heap.allocate(1)]).toEqual([0, undefined]);
});

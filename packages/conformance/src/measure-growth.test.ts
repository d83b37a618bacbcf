import { expect, test } from "vitest";
import { fitLine, type Growth, measureGrowth } from "./measure-growth.ts";

test("the line through points on a line has its slope and no error", () => {
	expect(fitLine([3, 5, 7, 9])).toEqual({ slope: 2, error: 0 });
});

test("slope and standard error are those of numpy.polyfit and scipy.stats.linregress", () => {
	const { slope, error } = fitLine([1, 3, 2, 5, 4]);
	expect(slope).toBeCloseTo(0.8, 12);
	expect(error).toBeCloseTo(0.34641016151377546, 12);
});

test("one step among flat rounds is no certain growth", () => {
	const { slope, error } = fitLine([0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8].map((mib) => mib * 2 ** 20));
	expect(slope / error).toBeGreaterThan(3);
});

test("ends after half the rounds where what they have shown is enough, and goes on where it is not", async () => {
	const held = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5];
	const measure = async (isEnough?: (growths: readonly Growth[]) => boolean): Promise<number> => {
		let asked = 0;
		const memory = async () => ({ process: held[asked++] as number });
		await measureGrowth(async () => undefined, { ms: 500, memory, ...(isEnough ? { isEnough } : {}) });
		return asked - 1;
	};
	expect(await measure()).toBe(12);
	expect(await measure(() => true)).toBe(6);
	let looks = 0;
	expect(await measure(() => ++looks === 4)).toBe(9);
});

test("what half the rounds have shown is told as growth", async () => {
	let turns = 0;
	const growths = await measureGrowth(async () => turns++, {
		ms: 100,
		memory: async () => ({ process: turns * 7 }),
		isEnough: ([growth]) => Math.round(growth?.bytesPerTurn ?? 0) === 7,
	});
	expect(growths).toEqual([
		{
			where: "process",
			turns: expect.any(Number),
			bytesPerTurn: expect.closeTo(7),
			errorBytesPerTurn: expect.closeTo(0),
		},
	]);
});

import { expect, test } from "vitest";
import { longestPauseMs } from "./longest-pause.ts";
import { measure } from "./measure.ts";

const spin = (ms: number): void => {
	for (const end = performance.now() + ms; performance.now() < end; );
};

test("a sample is the time of one call, however many calls make a sample", async () => {
	const samples = await measure(() => spin(0.05), { measureMs: 20 });
	expect(samples.length).toBeGreaterThanOrEqual(15);
	expect(Math.min(...samples)).toBeGreaterThanOrEqual(50);
	expect(Math.min(...samples)).toBeLessThan(100);
});

test("a sample is told by the clock that is given", async () => {
	let ticks = 0;
	const samples = await measure(() => spin(0.5), { measureMs: 1, clock: () => (ticks += 7) });
	expect(samples.every((us) => us === 7000)).toBe(true);
});

test("promises are awaited", async () => {
	const call = () => new Promise((resolve) => setTimeout(resolve, 3));
	expect(Math.min(...(await measure(call, { measureMs: 1 })))).toBeGreaterThan(1500);
});

test("a blocked event loop is a pause as long as the block", async () => {
	expect(await longestPauseMs(async () => spin(60))).toBeGreaterThanOrEqual(60);
	expect(await longestPauseMs(() => new Promise((resolve) => setTimeout(resolve, 60)))).toBeLessThan(50);
});

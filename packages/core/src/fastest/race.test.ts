import { expect, test } from "vitest";
import { InferenceError } from "../errors.ts";
import { race } from "./race.ts";

/** Lanes on a clock of their own: each run takes the next of its times, the last one for ever. */
function track(...timesMs: readonly (readonly number[])[]) {
	let clock = 0;
	const order: number[] = [];
	const lanes = timesMs.map((times, lane) => {
		let run = 0;
		return async () => {
			order.push(lane);
			clock += times[Math.min(run++, times.length - 1)] as number;
		};
	});
	return { lanes, order, now: () => clock };
}

test("the median of a lane's rounds is its time, and the first run does not count", async () => {
	const { lanes, now } = track([500, 4, 90, 5], [4]);
	expect(await race(lanes, { budgetMs: 1e9, now })).toEqual([
		{ medianMs: 5, runs: 50 },
		{ medianMs: 4, runs: 50 },
	]);
});

test("lanes take turns, and the order turns with the rounds", async () => {
	const { lanes, order, now } = track([10], [10], [10]);
	await race(lanes, { budgetMs: 70, now });
	expect(order).toEqual([0, 1, 2, 0, 1, 2, 1, 2, 0]);
});

test("a lane far behind is dropped after three rounds, one close behind never", async () => {
	const { lanes, now } = track([10], [14], [16]);
	const results = await race(lanes, { budgetMs: 1e9, now });
	expect(results.map((result) => "runs" in result && result.runs)).toEqual([50, 50, 3]);
});

test("the race ends when one lane is left, and when the budget is spent, after one round at least", async () => {
	const alone = track([10], [100]);
	expect(await race(alone.lanes, { budgetMs: 1e9, now: alone.now })).toMatchObject([{ runs: 3 }, { runs: 3 }]);
	const slow = track([4000], [3000]);
	expect(await race(slow.lanes, { budgetMs: 1, now: slow.now })).toEqual([
		{ medianMs: 4000, runs: 1 },
		{ medianMs: 3000, runs: 1 },
	]);
});

test("nets too quick for the clock run many times a turn", async () => {
	const { lanes, now } = track([0.01], [0.0125]);
	const [a, b] = await race(lanes, { budgetMs: 10, now });
	expect(a).toMatchObject({ medianMs: expect.closeTo(0.01, 6) });
	expect(b).toMatchObject({ medianMs: expect.closeTo(0.0125, 6) });
});

test("a lane whose run rejects leaves the race with its error, at once or later", async () => {
	const quick = async () => undefined;
	let left = 3;
	const failing = async () => {
		if (left-- === 0) throw new InferenceError("OUT_OF_MEMORY", "too big");
	};
	const never = () => Promise.reject(new Error("no such kernel"));
	const [good, late, early] = await race([quick, failing, never], { budgetMs: 1e9 });
	expect(good).toMatchObject({ medianMs: expect.any(Number) });
	expect([late, early]).toMatchObject([{ code: "OUT_OF_MEMORY" }, { message: "no such kernel" }]);
});

test("an abort ends the race", async () => {
	const controller = new AbortController();
	let runs = 0;
	const lane = async () => {
		if (++runs === 2) controller.abort("enough");
	};
	await expect(race([lane], { budgetMs: 1e9, signal: controller.signal })).rejects.toMatchObject({
		code: "ABORTED",
		cause: "enough",
	});
	expect(runs).toBe(2);
});

test("no lane gives no result", async () => {
	expect(await race([], { budgetMs: 1 })).toEqual([]);
});

import { check } from "../assert.ts";
import type { CaseContext, ConformanceCase } from "../case.ts";
import { loadNet } from "../load-net.ts";
import { heavyNet } from "../nets/heavy.ts";
import { slowTensor } from "../slow-net.ts";
import { attempt, openSlow } from "./slow-run.ts";

const group = "event loop";

/** Layers of a net that takes a while to open: as many MiB of weights. */
const HEAVY_LAYERS = 24;

/** Longest time between two turns of the event loop while `work` runs. */
async function longestPauseMs(work: () => Promise<unknown>): Promise<number> {
	await new Promise((resolve) => setTimeout(resolve, 20));
	let longest = 0;
	let last = performance.now();
	const turn = (): void => {
		const now = performance.now();
		longest = Math.max(longest, now - last);
		last = now;
	};
	const timer = setInterval(turn, 1);
	try {
		await work();
	} finally {
		clearInterval(timer);
		turn();
	}
	return longest;
}

async function expectPause(
	{ capabilities, limits }: CaseContext,
	what: string,
	blockedMs: number,
	measure: () => Promise<number>,
): Promise<void> {
	await attempt(3, async () => {
		const pauseMs = await measure();
		if (capabilities.eventLoopFree)
			check(
				pauseMs <= limits.loopPauseMs,
				`Expected ${what} to leave the event loop free (pauses of at most ${limits.loopPauseMs} ms) but it stood still for ${Math.round(pauseMs)} ms.`,
			);
		else
			check(
				pauseMs >= blockedMs,
				`${what} leaves the event loop free (longest pause ${Math.round(pauseMs)} ms), but capabilities.eventLoopFree is false.`,
			);
	});
}

/** Whether the event loop turns while the backend works. */
export const EVENT_LOOP_CASES: readonly ConformanceCase[] = [
	{
		name: "opening leaves the event loop free",
		group,
		kind: "quality",
		slow: true,
		async run(context) {
			const model = await loadNet(heavyNet(HEAVY_LAYERS), context.format);
			await expectPause(context, "opening", 0, () => longestPauseMs(() => context.openModel(model)));
		},
	},
	{
		name: "running leaves the event loop free",
		group,
		kind: "quality",
		slow: true,
		async run(context) {
			const { session, runMs } = await openSlow(context);
			const x = slowTensor(1);
			await expectPause(context, "running", runMs / 2, () => longestPauseMs(() => session.run({ x })));
		},
	},
	{
		name: "disposing leaves the event loop free",
		group,
		kind: "quality",
		slow: true,
		async run(context) {
			const model = await loadNet(heavyNet(HEAVY_LAYERS), context.format);
			await expectPause(context, "disposing", 0, async () => {
				const session = await context.openModel(model);
				await session.warmUp();
				return longestPauseMs(() => session.dispose());
			});
		},
	},
	{
		name: "disposing with a run in flight leaves the event loop free",
		group,
		kind: "quality",
		slow: true,
		async run(context) {
			await expectPause(context, "disposing with a run in flight", 0, async () => {
				const slow = await openSlow(context);
				const running = slow.start(1);
				const pauseMs = await longestPauseMs(() => slow.session.dispose());
				slow.expectResult(await running, 1);
				return pauseMs;
			});
		},
	},
];

import { check, checkSame, outcome } from "../assert.ts";
import type { CaseContext, ConformanceCase } from "../case.ts";
import { compare } from "../compare.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { chainNet } from "../nets/chain.ts";
import { evaluate } from "../reference.ts";
import { attempt, openSlow } from "./slow-run.ts";

const group = "concurrency";

/** More runs at once than this are not counted out. */
const COUNTED_OUT = 8;

/** Starts `count` slow runs at once; when each settled, in milliseconds after the start, earliest first. */
async function settleTimes(context: CaseContext, count: number, maxConcurrency: number): Promise<number[]> {
	const slow = await openSlow(context, { maxConcurrency });
	const came = slow.session.capabilities.maxConcurrency;
	check(
		came <= maxConcurrency,
		`Expected at most ${maxConcurrency} as maxConcurrency, as asked, but received ${came}.`,
	);
	const start = performance.now();
	const settled = await Promise.all(Array.from({ length: count }, (_, seed) => slow.start(seed)));
	for (const [seed, one] of settled.entries()) slow.expectResult(one, seed);
	return settled.map(({ atMs }) => atMs - start).sort((x, y) => x - y);
}

/** Runs that are in flight together: results, order, and how many the engine takes. */
export const CONCURRENCY_CASES: readonly ConformanceCase[] = [
	{
		name: "a hundred runs at once give each its own result",
		group,
		kind: "contract",
		net: addNet,
		async run({ open, expectRun }) {
			const session = await open(addNet);
			await Promise.all(Array.from({ length: 100 }, (_, seed) => expectRun(session, addNet, feedsFor(addNet, seed))));
		},
	},
	{
		name: "two sessions run side by side",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const [one, two] = await Promise.all([open(addNet), open(chainNet)]);
			const runs = Array.from({ length: 20 }, (_, seed) => [
				expectRun(one, addNet, feedsFor(addNet, seed)),
				expectRun(two, chainNet, feedsFor(chainNet, seed)),
			]);
			await Promise.all(runs.flat());
			await one.dispose();
			await expectRun(two, chainNet, feedsFor(chainNet, 99));
		},
	},
	{
		name: "runs are first in, first out",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet, { maxConcurrency: 1 });
			const order: number[] = [];
			const numbers = Array.from({ length: 12 }, (_, i) => i);
			await Promise.all(
				numbers.map(async (i) => {
					const { sum } = await session.run(feedsFor(addNet, i));
					order.push(i);
					compare(sum, evaluate(addNet, feedsFor(addNet, i)).sum as never, `output \`sum\` of run ${i}`);
				}),
			);
			checkSame(order, numbers, "order in which the runs settled");
		},
	},
	{
		name: "a run that fails does not hold up the next",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet, { maxConcurrency: 1 });
			const { a } = feedsFor(addNet);
			const wrong = outcome(session.run({ a } as never));
			await Promise.all([
				expectRun(session, addNet, feedsFor(addNet, 1)),
				expectRun(session, addNet, feedsFor(addNet, 2)),
			]);
			check("error" in (await wrong), "Expected the run without `b` to fail.");
		},
	},
	{
		name: "stats count runs, aborts and what is in flight",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet, { maxConcurrency: 1 });
			const abort = new AbortController();
			const runs = [1, 2, 3].map((seed) =>
				outcome(session.run(feedsFor(addNet, seed), seed === 3 ? { signal: abort.signal } : {})),
			);
			checkSame(session.stats.inFlight, 3, "stats.inFlight after three calls");
			abort.abort();
			await Promise.all(runs);
			const { runs: count, errors, aborted, inFlight } = session.stats;
			checkSame({ count: count + aborted, errors, inFlight }, { count: 3, errors: 0, inFlight: 0 }, "stats");
		},
	},
	{
		name: "maxConcurrency runs are inside the engine at once, and no more",
		group,
		kind: "quality",
		slow: true,
		async run(context) {
			const { maxConcurrency } = context.capabilities;
			const session = await context.open(addNet, { maxConcurrency: 2 });
			const lanes = session.capabilities.maxConcurrency;
			check(
				maxConcurrency < 2 || lanes === 2,
				`Expected 2 as maxConcurrency where 2 are asked for but received ${lanes}.`,
			);
			await attempt(3, async () => {
				const times = await settleTimes(context, 2, lanes);
				const [first, second] = times as [number, number];
				if (lanes >= 2)
					check(
						first > 0.7 * second,
						`Expected 2 runs to overlap (maxConcurrency ${lanes}) but the first took ${Math.round(first)} ms of ${Math.round(second)} ms.`,
					);
				else
					check(
						first < 0.7 * second,
						`Expected 2 runs one after the other (maxConcurrency 1) but they settled after ${Math.round(first)} and ${Math.round(second)} ms.`,
					);
			});
			if (lanes < 2 || lanes > COUNTED_OUT) return;
			await attempt(3, async () => {
				const times = await settleTimes(context, lanes + 1, lanes);
				const [before, last] = times.slice(-2) as [number, number];
				check(
					before < 0.85 * last,
					`Expected run ${lanes + 1} to wait (maxConcurrency ${lanes}) but it settled after ${Math.round(last)} ms, the one before after ${Math.round(before)} ms.`,
				);
			});
		},
	},
	{
		name: "maxConcurrency 1 runs one after the other",
		group,
		kind: "contract",
		slow: true,
		async run(context) {
			await attempt(3, async () => {
				const [first, second] = (await settleTimes(context, 2, 1)) as [number, number];
				check(
					first < 0.7 * second,
					`Expected 2 runs one after the other but they settled after ${Math.round(first)} and ${Math.round(second)} ms.`,
				);
			});
		},
	},
	{
		name: "a run beyond maxQueue is BUSY",
		group,
		kind: "contract",
		slow: true,
		async run(context) {
			const slow = await openSlow(context, { maxQueue: 1 });
			const lanes = slow.session.capabilities.maxConcurrency;
			const accepted = Array.from({ length: lanes + 1 }, (_, seed) => slow.start(seed));
			const refused = await slow.start(99);
			check(
				"error" in refused && (refused.error as { code?: string }).code === "BUSY",
				`Expected BUSY for run ${lanes + 2} but received ${"error" in refused ? String(refused.error) : "a result"}.`,
			);
			const settled = await Promise.all(accepted);
			for (const [seed, one] of settled.entries()) slow.expectResult(one, seed);
			check(
				refused.atMs < Math.min(...settled.map(({ atMs }) => atMs)),
				"Expected BUSY at once but it came after a run had settled.",
			);
			slow.expectResult(await slow.start(5), 5);
		},
	},
];

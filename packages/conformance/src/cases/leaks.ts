import { check, outcome } from "../assert.ts";
import type { CaseContext, ConformanceCase, Setup } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { loadNet, loadRaw } from "../load-net.ts";
import { addNet } from "../nets/add.ts";
import { pause } from "./slow-run.ts";

const group = "leaks";

interface Host {
	readonly process?: { memoryUsage?(): { rss: number; heapUsed: number; external: number } };
	readonly gc?: () => void;
}

const host = globalThis as Host;

/** Growth below this is the allocators' own. */
const LEAST_GROWTH_BYTES = 16 << 20;

/** Lets finalizers run, and gives the memory of the process and of JavaScript in bytes; none where the host does not tell. */
async function settledBytes(): Promise<Readonly<Record<string, number>>> {
	for (let i = 0; i < 3; i++) {
		host.gc?.();
		await pause(5);
	}
	const usage = host.process?.memoryUsage?.();
	if (!usage) return {};
	// Without a collection, what JavaScript holds says nothing.
	return { process: usage.rss, ...(host.gc ? { JavaScript: usage.heapUsed + usage.external } : {}) };
}

/** What is still held; waits a little for threads that end and finalizers that run. */
async function settledCounters(counters: Setup["counters"]): Promise<Readonly<Record<string, number>>> {
	const end = performance.now() + 2000;
	for (;;) {
		const counted = counters?.() ?? {};
		if (Object.values(counted).every((count) => count === 0) || performance.now() > end) return counted;
		host.gc?.();
		await pause(20);
	}
}

/** Does `work` again and again until a limit, then demands that counters are back and memory did not grow. */
async function expectNoLeak(context: CaseContext, work: (turn: number) => Promise<void>): Promise<void> {
	const { counters, limits } = context;
	const warm = Math.ceil(limits.leakSessions / 4);
	const end = performance.now() + limits.leakMs;
	await work(0);
	let [startBytes, startTurn, turn] = [await settledBytes(), 1, 1];
	for (; turn <= limits.leakSessions && performance.now() < end; turn++) {
		await work(turn);
		// The first quarter fills pools and caches, which is no leak.
		if (turn === warm) [startBytes, startTurn] = [await settledBytes(), turn];
	}
	const endBytes = await settledBytes();
	const counted = await settledCounters(counters);
	for (const [name, count] of Object.entries(counted))
		check(count === 0, `Expected counter \`${name}\` to return to 0 after ${turn} turns but it is ${count}.`);
	const turns = Math.max(1, turn - startTurn);
	for (const [where, bytes] of Object.entries(endBytes)) {
		const grownBytes = bytes - (startBytes[where] ?? 0);
		const perTurn = Math.round(grownBytes / turns);
		check(
			perTurn <= limits.leakBytesPerSession || grownBytes < LEAST_GROWTH_BYTES,
			`Expected at most ${limits.leakBytesPerSession} bytes a turn to stay (${where}) but ${perTurn} did, over ${turns} turns.`,
		);
	}
}

/** Opening, failing and aborting again and again. */
export const LEAK_CASES: readonly ConformanceCase[] = [
	{
		name: "sessions give everything back",
		group,
		kind: "leak",
		slow: true,
		async run(context) {
			const model = await loadNet(addNet, context.format);
			await expectNoLeak(context, async (turn) => {
				const session = await context.openSession(context.backend, model, {}, context.request);
				const output = session.allocate("sum");
				await session.run(feedsFor(addNet, turn));
				await session.run(feedsFor(addNet, turn), { outputs: { sum: output } });
				output.dispose();
				await session.dispose();
			});
		},
	},
	{
		name: "sessions that fail to open give everything back",
		group,
		kind: "leak",
		slow: true,
		async run(context) {
			const broken = await loadRaw(Uint8Array.of(8, 8, 0, 1, 2, 3), context.format);
			const model = await loadNet(addNet, context.format);
			await expectNoLeak(context, async () => {
				const abort = new AbortController();
				const opening = [
					context.openSession(context.backend, broken, {}, context.request),
					context.openSession(context.backend, model, { signal: abort.signal }, context.request),
				];
				const settled = Promise.all(opening.map(outcome));
				abort.abort();
				for (const one of await settled) check("error" in one, "Expected opening to fail.");
			});
		},
	},
	{
		name: "runs that fail, are aborted or disposed give everything back",
		group,
		kind: "leak",
		slow: true,
		async run(context) {
			const model = await loadNet(addNet, context.format);
			await expectNoLeak(context, async (turn) => {
				const session = await context.openSession(context.backend, model, { maxConcurrency: 1 }, context.request);
				const abort = new AbortController();
				const x = session.allocate("a");
				const runs = [
					session.run({ ...feedsFor(addNet, turn), a: x }),
					session.run({ a: x } as never),
					session.run(feedsFor(addNet, turn), { signal: abort.signal }),
					session.run(feedsFor(addNet, turn)),
				].map(outcome);
				abort.abort();
				await session.dispose();
				await Promise.all(runs);
				x.dispose();
			});
		},
	},
];

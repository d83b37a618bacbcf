import type { Session } from "@polyinfer/core";
import { check, outcome } from "../assert.ts";
import type { CaseContext, ConformanceCase, Setup } from "../case.ts";
import { expectNoGrowth } from "../expect-no-growth.ts";
import { feedsFor } from "../feeds-for.ts";
import { loadNet, loadRaw } from "../load-net.ts";
import { addNet } from "../nets/add.ts";
import { pause } from "./slow-run.ts";

const group = "leaks";
const host = globalThis as { readonly gc?: () => void };

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

/** Opening takes longer than running: sessions are measured this much longer. */
const SESSION_TIME = 3;

/** Does `turn` again and again, on `session` where one is given, then demands that memory did not grow with it and that counters are back. */
async function expectNoLeak(
	{ counters, limits, memory }: CaseContext,
	turn: (number: number) => Promise<unknown>,
	session?: Session,
): Promise<void> {
	try {
		await expectNoGrowth(turn, {
			ms: limits.leakMs * (session ? 1 : SESSION_TIME),
			...(memory === undefined ? {} : { memory }),
			bytesPerTurn: session ? limits.leakBytesPerRun : limits.leakBytesPerSession,
		});
	} finally {
		await session?.dispose();
	}
	const counted = await settledCounters(counters);
	for (const [name, count] of Object.entries(counted))
		check(count === 0, `Expected counter \`${name}\` to return to 0 but it is ${count}.`);
}

/** A case that does one thing with one session again and again. */
function ofRuns(
	name: string,
	turn: (session: Session, number: number) => Promise<unknown>,
	unless?: ConformanceCase["unless"],
): ConformanceCase {
	return {
		name: `${name} give everything back`,
		group,
		kind: "leak",
		slow: true,
		...(unless === undefined ? {} : { unless }),
		async run(context) {
			const model = await loadNet(addNet, context.format);
			const session = await context.openSession(context.backend, model, { maxConcurrency: 1 }, context.request);
			await expectNoLeak(context, (number) => turn(session, number), session);
		},
	};
}

/** Opening, running, failing and aborting again and again. */
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
	ofRuns("runs", (session, turn) => session.run(feedsFor(addNet, turn))),
	ofRuns(
		"runs on the calling thread",
		async (session, turn) => session.runSync(feedsFor(addNet, turn)),
		({ capabilities }) => (capabilities.syncRuns ? undefined : "it has no runSync"),
	),
	ofRuns("runs into given outputs", async (session, turn) => {
		const sum = session.allocate("sum");
		await session.run(feedsFor(addNet, turn), { outputs: { sum } });
		sum.dispose();
	}),
	ofRuns("runs that are aborted", async (session, turn) => {
		const abort = new AbortController();
		const runs = [session.run(feedsFor(addNet, turn)), session.run(feedsFor(addNet, turn), { signal: abort.signal })];
		const settled = Promise.all(runs.map(outcome));
		abort.abort();
		await settled;
	}),
	ofRuns("runs that are refused", async (session, turn) => {
		const refused = await Promise.all([
			outcome(session.run({ ...feedsFor(addNet, turn), surelyNoInput: 1 } as never)),
			outcome(session.run({})),
		]);
		for (const one of refused) check("error" in one, "Expected the run to be refused.");
	}),
];

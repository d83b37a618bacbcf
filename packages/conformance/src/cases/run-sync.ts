import { check, outcome, throws } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { compare } from "../compare.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { dynamicBatchNet } from "../nets/dynamic.ts";
import { severalNet } from "../nets/several.ts";
import { evaluate } from "../reference.ts";

const group = "other runs";

/** Runs on the calling thread and before the first real one. */
export const RUN_SYNC_CASES: readonly ConformanceCase[] = [
	{
		name: "runSync gives the same, where there is one",
		group,
		kind: "quality",
		net: severalNet,
		async run({ open, capabilities }) {
			const session = await open(severalNet);
			check(
				session.capabilities.syncRuns === capabilities.syncRuns,
				"Expected syncRuns to be the same for all models.",
			);
			const feeds = feedsFor(severalNet);
			if (!capabilities.syncRuns) {
				throws(() => session.runSync(feeds), "UNSUPPORTED");
				return;
			}
			const expected = evaluate(severalNet, feeds);
			const results = session.runSync(feeds);
			for (const [name, value] of Object.entries(expected)) compare(results[name], value, `output \`${name}\``);
			const area = session.allocate("area");
			const written = session.runSync(feeds, { outputs: { area } });
			compare(area, expected.area as never, "the given output");
			check(written.area?.data === area.data, "Expected the result to be in the memory that was given.");
			area.dispose();
			throws(() => session.runSync({ ...feeds, extra: feeds.zeta } as never), "INVALID_ARGUMENT");
		},
	},
	{
		name: "runSync between runs disturbs none",
		group,
		kind: "contract",
		unless: ({ capabilities }) => (capabilities.syncRuns ? undefined : "capabilities.syncRuns is false"),
		async run({ open, expectRun }) {
			const session = await open(addNet);
			const runs = outcome(Promise.all([1, 2, 3].map((seed) => expectRun(session, addNet, feedsFor(addNet, seed)))));
			const feeds = feedsFor(addNet, 4);
			compare(session.runSync(feeds).sum, evaluate(addNet, feeds).sum as never, "output `sum`");
			const settled = await runs;
			if ("error" in settled) throw settled.error;
		},
	},
	{
		name: "warmUp runs on zeros",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			await session.warmUp();
			check(session.stats.runs === 1, `Expected 1 run in stats but received ${session.stats.runs}.`);
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
	{
		name: "warmUp finds sizes for free axes",
		group,
		kind: "contract",
		net: dynamicBatchNet,
		unless: ({ capabilities }) => (capabilities.dynamicShapes ? undefined : "capabilities.dynamicShapes is false"),
		async run({ open, expectRun }) {
			await (await open(dynamicBatchNet)).warmUp();
			const bounded = await open(dynamicBatchNet, {
				inputs: { x: { shape: { min: [2, 4], opt: [3, 4], max: [4, 4] } } },
			});
			await bounded.warmUp();
			await expectRun(bounded, dynamicBatchNet, feedsFor(dynamicBatchNet, 1, 2));
		},
	},
];

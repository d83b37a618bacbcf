import { check, checkError, outcome, rejects } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { attempt, needsFreeLoop, openSlow, pause } from "./slow-run.ts";

const group = "abort";

/** Signals before, while and after a run. */
export const ABORT_CASES: readonly ConformanceCase[] = [
	{
		name: "a signal that is aborted already rejects with its reason",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			const reason = new Error("because");
			const error = await rejects(session.run(feedsFor(addNet), { signal: AbortSignal.abort(reason) }), "ABORTED");
			check(error.cause === reason, `Expected the signal's reason as cause but received ${String(error.cause)}.`);
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
	{
		name: "opening with a signal that is aborted already rejects",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			await rejects(open(addNet, { signal: AbortSignal.abort() }), "ABORTED");
			await expectRun(await open(addNet), addNet, feedsFor(addNet));
		},
	},
	{
		name: "an abort while opening rejects with its reason",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const abort = new AbortController();
			const reason = new Error("because");
			const opening = outcome(open(addNet, { signal: abort.signal }));
			abort.abort(reason);
			const error = checkError(await opening, "ABORTED");
			check(error.cause === reason, `Expected the signal's reason as cause but received ${String(error.cause)}.`);
			await expectRun(await open(addNet), addNet, feedsFor(addNet));
		},
	},
	{
		name: "an abort after the run changes nothing",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			const abort = new AbortController();
			await session.run(feedsFor(addNet), { signal: abort.signal });
			abort.abort();
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
	{
		name: "a run that waits rejects as soon as it is aborted",
		group,
		kind: "contract",
		slow: true,
		unless: needsFreeLoop,
		async run(context) {
			const slow = await openSlow(context);
			const lanes = slow.session.capabilities.maxConcurrency;
			const abort = new AbortController();
			const running = Array.from({ length: lanes }, (_, seed) => slow.start(seed));
			const waiting = slow.start(90, abort.signal);
			const behind = slow.start(91);
			await pause(slow.runMs * 0.1);
			const reason = new Error("because");
			const abortedAt = performance.now();
			abort.abort(reason);
			const settled = await waiting;
			const error = checkError(settled, "ABORTED");
			check(error.cause === reason, `Expected the signal's reason as cause but received ${String(error.cause)}.`);
			const tookMs = settled.atMs - abortedAt;
			check(
				tookMs < 0.3 * slow.runMs,
				`Expected a waiting run to reject at once but it took ${Math.round(tookMs)} of ${Math.round(slow.runMs)} ms.`,
			);
			for (const [seed, one] of (await Promise.all(running)).entries()) slow.expectResult(one, seed);
			slow.expectResult(await behind, 91);
		},
	},
	{
		name: "a run inside the engine stops as capabilities.cancel says",
		group,
		kind: "quality",
		slow: true,
		unless: needsFreeLoop,
		async run(context) {
			const slow = await openSlow(context);
			const { cancel } = slow.session.capabilities;
			await attempt(3, async () => {
				const abort = new AbortController();
				const start = performance.now();
				const running = slow.start(1, abort.signal);
				await pause(slow.runMs * 0.2);
				abort.abort();
				const settled = await running;
				const share = (settled.atMs - start) / slow.runMs;
				const text = `${Math.round(share * 100)} % of a run's time`;
				if (cancel === "engine") {
					checkError(settled, "ABORTED");
					check(
						share < 0.75,
						`Expected the engine to stop soon after the abort (cancel "engine") but it took ${text}.`,
					);
				} else {
					if ("error" in settled) checkError(settled, "ABORTED");
					else slow.expectResult(settled, 1);
					check(share > 0.75, `Expected the run to end (cancel "queue") but it settled after ${text}.`);
				}
			});
			slow.expectResult(await slow.start(2), 2);
		},
	},
];

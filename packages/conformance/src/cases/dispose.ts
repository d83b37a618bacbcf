import { check, checkError, outcome, rejects, throws } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { needsFreeLoop, openSlow, pause } from "./slow-run.ts";

const group = "dispose";

/** The end of a session, early and late. */
export const DISPOSE_CASES: readonly ConformanceCase[] = [
	{
		name: "dispose may be called twice",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet);
			await Promise.all([session.dispose(), session.dispose()]);
			await session.dispose();
			await session[Symbol.asyncDispose]();
		},
	},
	{
		name: "Symbol.asyncDispose disposes",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet);
			await session[Symbol.asyncDispose]();
			await rejects(session.run(feedsFor(addNet)), "DISPOSED");
		},
	},
	{
		name: "everything after dispose is DISPOSED",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet);
			const closed = session.dispose();
			for (const _ of ["while closing", "afterwards"]) {
				await rejects(session.run(feedsFor(addNet)), "DISPOSED");
				await rejects(session.warmUp(), "DISPOSED");
				throws(() => session.runSync(feedsFor(addNet)), "DISPOSED");
				throws(() => session.allocate("a"), "DISPOSED");
				await closed;
			}
		},
	},
	{
		name: "dispose right after run leaves the run its result or DISPOSED",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet);
			const runs = Array.from({ length: 20 }, (_, seed) => outcome(session.run(feedsFor(addNet, seed))));
			await session.dispose();
			const settled = await Promise.all(runs);
			for (const one of settled) if ("error" in one) checkError(one, "DISPOSED");
			check(!("error" in (settled[0] ?? {})), "Expected the first run, which had started, to finish.");
		},
	},
	{
		name: "a run inside the engine finishes, one that waits is DISPOSED at once",
		group,
		kind: "contract",
		slow: true,
		unless: needsFreeLoop,
		async run(context) {
			const slow = await openSlow(context);
			const lanes = slow.session.capabilities.maxConcurrency;
			const running = Array.from({ length: lanes }, (_, seed) => slow.start(seed));
			const waiting = [slow.start(90), slow.start(91)];
			await pause(slow.runMs * 0.1);
			const start = performance.now();
			const closed = outcome(slow.session.dispose());
			for (const one of await Promise.all(waiting)) {
				checkError(one, "DISPOSED");
				const tookMs = one.atMs - start;
				check(
					tookMs < 0.3 * slow.runMs,
					`Expected a waiting run to reject at once but it took ${Math.round(tookMs)} of ${Math.round(slow.runMs)} ms.`,
				);
			}
			const finished = await Promise.all(running);
			for (const [seed, one] of finished.entries()) slow.expectResult(one, seed);
			const { atMs } = await closed;
			const last = Math.max(...finished.map((one) => one.atMs));
			check(atMs > last - 5, "Expected dispose to wait for the run inside the engine.");
		},
	},
];

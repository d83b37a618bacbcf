import type { Gate } from "../harness/suite.ts";
import { BARE, NODE } from "./cases.ts";

/** Longest pause of the event loop that is called free. */
const atMost = 10;
const goal = "must";

/** Gate G11: what a session must be against onnxruntime-node and against a bare C loop over the same library. */
export const GATES: readonly Gate[] = [
	{ id: "tiny net, runSync", goal, case: "tiny-sync", peer: NODE, atLeast: 3 },
	{ id: "tiny net, await run", goal, case: "tiny-async", peer: NODE, atLeast: 1.5 },
	{ id: "2.8 MB output, runSync in place", goal, case: "wide-sync-in-place", peer: NODE, atLeast: 2.5 },
	{ id: "2.8 MB output, await run, pooled", goal, case: "wide-async-pooled", peer: NODE, atLeast: 1.6 },
	{ id: "2.8 MB output, await run, shared", goal, case: "wide-async-shared", peer: NODE, atLeast: 1.6 },
	{ id: "two sessions at once", goal, case: "two-sessions", peer: NODE, atLeast: 1.8 },
	{ id: "event loop, create", goal, case: "pause-create", atMost },
	{ id: "event loop, run", goal, case: "pause-run", atMost },
	{ id: "event loop, abort", goal, case: "pause-abort", atMost },
	{ id: "event loop, dispose", goal, case: "pause-dispose", atMost },
	{ id: "pooled memory is not copied", goal, case: "copies", atMost: 0 },
	{ id: "host adds to a real net, runSync", goal, case: "hollow-sync", peer: BARE, addsAtMost: 10 },
	{
		id: "the same as a share of the net",
		goal,
		case: "hollow-sync",
		peer: BARE,
		addsAtMostShare: 0.01,
		ofCase: "real-sync",
	},
	{
		id: "host adds to a real net, await run",
		goal,
		case: "hollow-async",
		peer: BARE,
		addsAtMostShare: 0.01,
		ofCase: "real-async",
	},
	// What a machine's second processor adds is not ours to decide: a thread for each session shows what there is to have.
	{ id: "two sessions at once, by a bare C loop", goal: "stretch", case: "two-sessions", peer: BARE, atLeast: 0.95 },
	{ id: "tiny net, runSync, by a bare C loop", goal: "stretch", case: "tiny-sync", peer: BARE, atLeast: 1 / 1.3 },
];

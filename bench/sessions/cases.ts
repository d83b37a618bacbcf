import type { Case } from "../harness/suite.ts";
import { type BenchNet, efficientnet, heavy, hollow, slow, tiny, wide } from "./nets.ts";

/** Ids of the peers. */
export const OWN = "polyinfer";
export const NODE = "onnxruntime-node";
export const BARE = "bare-c";

/** What a case does with its net. */
export type Way =
	| "sync"
	| "async"
	| "two-sessions"
	| "pause-idle"
	| "pause-create"
	| "pause-run"
	| "pause-abort"
	| "pause-dispose"
	| "copies";

/** A case, with what its peers need to know. */
export interface SessionCase extends Case {
	readonly net: BenchNet;
	readonly way: Way;
	/** Memory of our feeds, and of our outputs where they are given. */
	readonly memory: "plain" | "pooled" | "shared";
	/** Whether our outputs are new arrays or written into the same one every time. */
	readonly outputs: "new" | "given";
	readonly threads: number;
	/** Length of a sample; 0.2 by default. */
	readonly sampleMs?: number;
	/** Keeps our asynchronous runs off the caller's turn, as those of a real net are. */
	readonly isOffTurn?: boolean;
}

type Given = Pick<SessionCase, "id" | "title" | "net" | "way"> & Partial<SessionCase>;

const timed = (given: Given): SessionCase => ({
	unit: "us",
	roundValue: "median",
	cores: 1,
	tolerance: 0,
	peers: [OWN, NODE],
	memory: "plain",
	outputs: "new",
	threads: 1,
	...given,
});

const pause = (given: Given): SessionCase =>
	timed({ unit: "ms", roundValue: "max", cores: 2, tolerance: "none", ...given });

/** Every case, in the order of the page. */
export const CASES: readonly SessionCase[] = [
	timed({ id: "tiny-sync", title: "tiny net, runSync", net: tiny, way: "sync", peers: [OWN, NODE, BARE] }),
	// Long samples: now and then a run leaves the caller's turn, and that belongs to the mean.
	timed({ id: "tiny-async", title: "tiny net, await run", net: tiny, way: "async", cores: 2, sampleMs: 10 }),
	timed({
		id: "wide-sync-in-place",
		title: "2.8 MB output, runSync in place",
		net: wide,
		way: "sync",
		outputs: "given",
		peers: [OWN, NODE, BARE],
	}),
	timed({ id: "wide-sync", title: "2.8 MB output, runSync, new arrays", net: wide, way: "sync" }),
	timed({
		id: "wide-async-pooled",
		title: "2.8 MB output, await run, pooled in place",
		net: wide,
		way: "async",
		memory: "pooled",
		outputs: "given",
		cores: 2,
	}),
	timed({
		id: "wide-async-shared",
		title: "2.8 MB output, await run, shared in place",
		net: wide,
		way: "async",
		memory: "shared",
		outputs: "given",
		cores: 2,
	}),
	timed({
		id: "wide-async-plain",
		title: "2.8 MB output, await run, plain (4.9 MB copied)",
		net: wide,
		way: "async",
		cores: 2,
	}),
	timed({
		id: "hollow-sync",
		title: "a real net's tensors alone, runSync",
		net: hollow,
		way: "sync",
		peers: [OWN, NODE, BARE],
	}),
	timed({
		id: "hollow-async",
		title: "a real net's tensors alone, await run on a thread",
		net: hollow,
		way: "async",
		memory: "pooled",
		isOffTurn: true,
		cores: 2,
		peers: [OWN, NODE, BARE],
	}),
	timed({
		id: "real-sync",
		title: "EfficientNet-lite0, 1 thread, runSync",
		net: efficientnet,
		way: "sync",
		peers: [OWN, NODE, BARE],
	}),
	timed({
		id: "real-async",
		title: "EfficientNet-lite0, 1 thread, await run",
		net: efficientnet,
		way: "async",
		cores: 2,
		peers: [OWN, NODE, BARE],
	}),
	timed({
		id: "real-async-2",
		title: "EfficientNet-lite0, 2 threads, await run",
		net: efficientnet,
		way: "async",
		threads: 2,
		cores: 2,
		tolerance: 1e-5,
		peers: [OWN, NODE, BARE],
	}),
	timed({
		id: "two-sessions",
		title: "EfficientNet-lite0, two sessions at once, one inference",
		net: efficientnet,
		way: "two-sessions",
		cores: 2,
		sampleMs: 100,
		peers: [OWN, NODE, BARE],
	}),
	pause({ id: "pause-idle", title: "longest pause of an idle event loop", net: tiny, way: "pause-idle" }),
	pause({ id: "pause-create", title: "longest pause while 64 MiB are opened", net: heavy, way: "pause-create" }),
	pause({ id: "pause-run", title: "longest pause in runs of about 150 ms", net: slow, way: "pause-run" }),
	pause({ id: "pause-abort", title: "longest pause in aborted runs", net: slow, way: "pause-abort", peers: [OWN] }),
	pause({ id: "pause-dispose", title: "longest pause while 64 MiB are disposed", net: heavy, way: "pause-dispose" }),
	timed({
		id: "copies",
		title: "copies of pooled memory",
		net: wide,
		way: "copies",
		unit: "copies",
		roundValue: "max",
		tolerance: "none",
		memory: "pooled",
		outputs: "given",
		peers: [OWN],
	}),
];

/** The case of that id. */
export function caseOf(id: string): SessionCase {
	const found = CASES.find((one) => one.id === id);
	if (!found) throw new Error(`There is no case ${id}.`);
	return found;
}

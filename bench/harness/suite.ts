/** Unit of a case's samples; less is better in all of them. */
export type Unit = "us" | "ms" | "copies" | "calls" | "bytes" | "us/KiB";

/** What a process tells beside its samples. */
export interface Measure {
	/** Key in {@link Response.values}. */
	readonly id: string;
	/** Head of a column. */
	readonly title: string;
	readonly unit: Unit | "MB" | "/s" | "";
}

/** One thing that is measured, the same in every peer that can do it. */
export interface Case {
	/** Kebab-case: `tiny-sync`. */
	readonly id: string;
	/** What is measured, in a few words. */
	readonly title: string;
	readonly unit: Unit;
	/** What a round says of its samples: for times the median, for pauses the longest. */
	readonly roundValue: "median" | "max";
	/** Processors that the process is pinned to. */
	readonly cores: number;
	/**
	 * Largest difference of the outputs from ours at which a peer is still timed, relative to the largest number; 0: the same
	 * bits. `none`: there is no output to compare.
	 */
	readonly tolerance: number | "none";
	/** What a peer computes instead, by its id: it is compared and timed all the same, and told to be different. */
	readonly otherwise?: Readonly<Record<string, string>>;
	/** Ids of the peers that can do it, ours among them. */
	readonly peers: readonly string[];
	/** Told in a table of the case's own, a row for each peer. Default: none, and the case is a row among others. */
	readonly measures?: readonly Measure[];
	/** Why the case cannot run here. */
	readonly missing?: string;
}

/** What one process of a peer is asked for: the one argument in JSON of a peer written in JavaScript. */
export interface Request {
	readonly case: string;
	/** Folder of models and inputs, and where the output is written. */
	readonly folder: string;
	/** `output`: run once and write the output; `time`: warm up and take samples. */
	readonly task: "output" | "time";
	/** How long samples are taken. */
	readonly measureMs: number;
}

/** What a process of a peer prints as its last line. */
export interface Response {
	/** In the case's unit; empty for the task `output`. */
	readonly samples: readonly number[];
	/** By id of the case's {@link Measure}s. */
	readonly values?: Readonly<Record<string, number>>;
	/** Path of the raw bytes of the output, for the task `output`. */
	readonly output?: string;
	/** Processor time of the process. */
	readonly cpuMs: number;
	/** Versions, threads and settings as the peer found them. */
	readonly facts: Readonly<Record<string, string | number>>;
}

/** One program that is measured. */
export interface Peer {
	readonly id: string;
	readonly title: string;
	/** Why it cannot run here. */
	readonly missing?: string;
	/** It computes nothing, and shows what nobody can be quicker than: there is no output to compare. */
	readonly isLimit?: boolean;
	/** The process that answers a request. */
	readonly command: (request: Request) => { readonly program: string; readonly args: readonly string[] };
}

/** What must hold. Ratios are the peer's value by ours in the same round; above 1 we are quicker. */
export type Gate = {
	/** What must hold, in a few words. */
	readonly id: string;
	readonly case: string;
	/** A missed `stretch` is told, and fails nothing. */
	readonly goal: "must" | "stretch";
	/** Id of the peer that is judged. Default: ours. */
	readonly of?: string;
} & (
	| { readonly peer: string; readonly atLeast: number }
	/** Our own value, in the case's unit. */
	| { readonly atMost: number }
	/** Our value less the peer's, in the case's unit. */
	| { readonly peer: string; readonly addsAtMost: number }
	/** The same as a share of our value in another case with the same unit. */
	| { readonly peer: string; readonly addsAtMostShare: number; readonly ofCase: string }
);

/** Peers and cases that belong on one page. */
export interface Suite {
	readonly id: string;
	readonly title: string;
	/** What is compared and how, for the page: paragraphs of Markdown. */
	readonly summary: string;
	/** Id of the peer that is ours. */
	readonly own: string;
	readonly peers: readonly Peer[];
	readonly cases: readonly Case[];
	readonly gates: readonly Gate[];
	/** Samples are taken no longer than this, however long a run of the bench is: of calls so short it is enough. */
	readonly measureMs?: number;
}

/** A suite of the list: writes its models into `folder`, builds what it needs, and says what can run. */
export interface SuiteEntry {
	readonly id: string;
	readonly prepare: (folder: string) => Promise<Suite>;
}

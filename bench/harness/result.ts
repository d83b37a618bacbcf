import type { Gate, Measure, Unit } from "./suite.ts";

/** The machine while a process ran. */
export interface Load {
	/** Load average of the last minute when the process began. */
	readonly loadAverage: number;
	/** Share of all processors that other processes used meanwhile; `null` where the system does not tell. */
	readonly othersShare: number | null;
}

/** One process of a peer. */
export interface RoundResult extends Load {
	readonly round: number;
	readonly peer: string;
	readonly samples: readonly number[];
	readonly values?: Readonly<Record<string, number>>;
}

/** Whether a peer computes what we compute. */
export interface Equality {
	/** Largest difference relative to the largest number; `null`: another size or an error. */
	readonly difference: number | null;
	readonly isEqual: boolean;
}

/** Everything measured of one case. */
export interface CaseResult {
	readonly id: string;
	readonly title: string;
	readonly unit: Unit;
	readonly roundValue: "median" | "max";
	readonly cores: number;
	readonly measures?: readonly Measure[];
	readonly otherwise?: Readonly<Record<string, string>>;
	readonly equality: Readonly<Record<string, Equality>>;
	/** Why a peer was not timed, by peer; of the whole case under `""`. */
	readonly skipped: Readonly<Record<string, string>>;
	readonly rounds: readonly RoundResult[];
}

/** A peer as it was found. */
export interface PeerResult {
	readonly id: string;
	readonly title: string;
	readonly facts: Readonly<Record<string, string | number>>;
	readonly missing?: string;
}

/** Everything measured of one suite. */
export interface SuiteResult {
	readonly id: string;
	readonly title: string;
	readonly summary: string;
	readonly own: string;
	readonly peers: readonly PeerResult[];
	readonly cases: readonly CaseResult[];
	readonly gates: readonly Gate[];
}

/** The machine and the sources. */
export interface Machine {
	readonly processor: string;
	readonly cores: number;
	readonly memoryBytes: number;
	readonly system: string;
	readonly node: string;
	readonly governor: string | null;
	readonly commit: string | null;
	/** Whether processes were bound to processors. */
	readonly isPinned: boolean;
}

/** One run of the bench: what the page is made from. */
export interface BenchResult {
	/** ISO 8601, UTC. */
	readonly date: string;
	readonly rounds: number;
	/** Shorter than what is published. */
	readonly isQuick: boolean;
	readonly machine: Machine;
	readonly suites: readonly SuiteResult[];
}

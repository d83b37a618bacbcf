import type { ModelFormat, OpenRequest, openSession } from "@polyinfer/core";
import type { Limits } from "./case.ts";
import type { Memory } from "./measure-growth.ts";
import type { CaseResult } from "./result.ts";

/** Function cases that a backend is known not to do, and why. The kit demands that they reject with UNSUPPORTED. */
export interface Gap {
	readonly reason: string;
	/** Names of cases. */
	readonly cases: readonly string[];
	/** Formats that it holds for. Default: all. */
	readonly formats?: readonly ModelFormat[];
}

/** How a backend is tested. */
export interface ConformanceOptions {
	/** Formats to test. Default: those of the backend that the kit can write. */
	readonly formats?: readonly ModelFormat[];
	readonly gaps?: readonly Gap[];
	/** `"slow"`: only cases that measure time or memory, which must run alone; `"fast"`: only the others. Default: all. */
	readonly only?: "fast" | "slow";
	/** Names of the only cases to run. Default: all. */
	readonly cases?: readonly string[];
	/** Device and options that sessions are opened with. */
	readonly request?: OpenRequest;
	/** Opens sessions. Default: core's `openSession`. */
	readonly open?: typeof openSession;
	/** Counts what the backend holds (sessions, runs, blocks ...); each must be exactly 0 when nothing is open. */
	readonly counters?: () => Readonly<Record<string, number>>;
	/**
	 * Runs that engines have carried out in all, by the id of the engine, from a witness that the backend has no hand in,
	 * such as `engineRuns` of `@polyinfer/engine-host`. With it, an engine that stands in for the one in the report is found.
	 */
	readonly engineRuns?: () => Readonly<Record<string, number>>;
	/** Writes a file into a temporary folder and gives its absolute path. Without it, no case opens a model by its path. */
	readonly writeFile?: (name: string, bytes: Uint8Array) => Promise<string>;
	/** Tells what is held, for cases that look for leaks. Default: Node's own figures; other hosts have none. */
	readonly memory?: () => Promise<Memory>;
	readonly limits?: Partial<Limits>;
	/** Is given each result as soon as it is known. */
	readonly onResult?: (result: CaseResult) => void;
	/** Environment variables, for `POLYINFER_REQUIRE`. Default: the process's own. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Limits where the options give none. */
export const DEFAULT_LIMITS: Limits = {
	fastCaseMs: 20_000,
	slowCaseMs: 120_000,
	loopPauseMs: 25,
	slowRunMs: 100,
	leakMs: 2000,
	leakBytesPerSession: 20_000,
	leakBytesPerRun: 500,
};

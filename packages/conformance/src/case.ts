import type {
	Backend,
	Capabilities,
	LoadedModel,
	ModelFormat,
	OpenRequest,
	openSession,
	Session,
	SessionOptions,
	TensorLike,
} from "@polyinfer/core";
import type { Tolerance } from "./compare.ts";
import type { Memory } from "./measure-growth.ts";
import type { Net } from "./net.ts";
import type { SlowNet } from "./slow-net.ts";

/** Session options of a case. */
export type OpenOptions = Omit<SessionOptions, "prefer">;

/** What is known before any case runs. */
export interface Setup {
	readonly backend: Backend;
	readonly format: ModelFormat;
	/** Of a session that adds two float32 tensors. */
	readonly capabilities: Capabilities;
	/** Opens a model as a user does. */
	readonly openSession: typeof openSession;
	/** Device and options that every session is opened with. */
	readonly request: OpenRequest;
	readonly counters?: () => Readonly<Record<string, number>>;
	readonly engineRuns?: () => Readonly<Record<string, number>>;
	readonly writeFile?: (name: string, bytes: Uint8Array) => Promise<string>;
	readonly memory?: () => Promise<Memory>;
	/** A net whose run takes long on this machine; the same for all cases. */
	readonly slowNet: () => Promise<SlowNet>;
	readonly limits: Limits;
}

/** Bounds of cases that measure. */
export interface Limits {
	/** A case that takes longer has lost a promise. */
	readonly fastCaseMs: number;
	readonly slowCaseMs: number;
	/** Longest pause of a free event loop. */
	readonly loopPauseMs: number;
	/** Shortest run of the slow net. */
	readonly slowRunMs: number;
	/** How long a leak case of runs measures; one of sessions measures three times as long. */
	readonly leakMs: number;
	/** Growth of the process with each session, or with each run, that is no leak yet. */
	readonly leakBytesPerSession: number;
	readonly leakBytesPerRun: number;
}

/** What a case works with. Sessions that it opened are disposed when it ends. */
export interface CaseContext extends Setup {
	open(net: Net, options?: OpenOptions, request?: OpenRequest): Promise<Session>;
	openModel(model: LoadedModel, options?: OpenOptions, request?: OpenRequest): Promise<Session>;
	/** Runs `net` on `feeds` and compares every output with the reference. */
	expectRun(
		session: Session,
		net: Net,
		feeds: Readonly<Record<string, TensorLike>>,
		tolerance?: Tolerance,
	): Promise<void>;
}

/**
 * `"function"`: something engines compute; may be a declared gap. `"contract"`: what core and backend promise.
 * `"quality"`: a declared capability, asserted in both directions. `"leak"`: never waivable.
 */
export type CaseKind = "function" | "contract" | "quality" | "leak";

/** One line of the contract as a test. */
export interface ConformanceCase {
	/** A sentence, unique. */
	readonly name: string;
	readonly group: string;
	readonly kind: CaseKind;
	/** Measures time or memory: runs alone. */
	readonly slow?: true;
	/** The net that must be expressible in the format. */
	readonly net?: Net;
	/** Why the case does not apply to this setup; `undefined` where it does. */
	readonly unless?: (setup: Setup) => string | undefined;
	/** Rejects where the backend is wrong. */
	readonly run: (context: CaseContext) => Promise<void>;
}

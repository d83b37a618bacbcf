import type {
	Availability,
	Capabilities,
	ErrorCode,
	LogLevel,
	ModelFormat,
	SessionFacts,
	Stage,
} from "@polyinfer/core";
import type { Net } from "../net.ts";

/** A failure that a fake is told to have. */
export interface FakeFailure {
	/** `"run"`: every run fails; any other: `createSession` fails there. */
	readonly stage: Stage;
	readonly code: ErrorCode;
	readonly message?: string;
	readonly advice?: string;
	readonly engineCode?: number;
	/** Thrown as it is instead of an `InferenceError`. */
	readonly raw?: unknown;
}

/** What a fake backend does; every default is that of a well-behaved engine. */
export interface FakeOptions {
	/** Default: `"fake"`. */
	readonly id?: string;
	/** Default: `["onnx"]`. */
	readonly formats?: readonly ModelFormat[];
	/** Evaluated whatever model comes. Default: the net that the model's bytes hold, which must be ONNX. */
	readonly net?: Net;
	/** Makes `availability()` say so, and `createSession` reject with UNAVAILABLE. */
	readonly missing?: { readonly reason: string; readonly advice: string };
	/** What `availability()` says of files that nobody looked into. Default: neither. */
	readonly found?: Pick<Extract<Availability, { status: "found" }>, "isolates" | "proves">;
	readonly fail?: FakeFailure;
	/** How long opening takes. Default: 0. */
	readonly openMs?: number;
	/** How long a run is inside the engine, perhaps by net. Default: 0. */
	readonly runMs?: number | ((net: Net) => number);
	/** Parts that differ from: every dtype, dynamic shapes, 1 run at once, in place, cancel `"engine"`, loop free, sync runs. */
	readonly capabilities?: Partial<Capabilities>;
	/** `BackendSession.queues`. Default: false. */
	readonly queues?: boolean;
	/** Whether sessions have `allocate`. Default: true. */
	readonly allocate?: boolean;
	/** Sessions do not know ranks and sizes. Default: false. */
	readonly hidesShapes?: boolean;
	/** Devices it takes, the default one first. Default: `["cpu"]`. */
	readonly devices?: readonly string[];
	/** Known keys of its options; others are INVALID_ARGUMENT. Default: none. */
	readonly optionKeys?: readonly string[];
	/** Lines that opening logs. */
	readonly log?: readonly (readonly [LogLevel, string])[];
	/** Parts of the facts that differ. */
	readonly facts?: Partial<SessionFacts>;
}

import type { InferenceError } from "./errors.ts";
import type { Move } from "./report.ts";
import type { Session } from "./session.ts";

/** A session was opened, could not be, or is closed. Times are in milliseconds. */
export type SessionEvent =
	| { readonly type: "opened"; readonly session: Session; readonly ms: number }
	| { readonly type: "failed"; readonly error: InferenceError; readonly ms: number }
	/** An entry of `prefer` with `startOn` has taken over, or has failed. */
	| { readonly type: "moved"; readonly session: Session; readonly move: Move }
	| { readonly type: "disposed"; readonly session: Session };

/** A run that was accepted has settled. */
export interface RunEvent {
	readonly session: Session;
	readonly outcome: "ok" | "failed" | "aborted";
	/** When the run was accepted, on the clock of `performance.now()`. */
	readonly startMs: number;
	/** How long it waited for runs before it. */
	readonly queueMs: number;
	/** How long it took from then on; 0 where it never began. */
	readonly runMs: number;
	/** True for `runSync`. */
	readonly sync: boolean;
	/** What the run rejected with, unless the outcome is `"ok"`. */
	readonly error?: InferenceError;
}

/**
 * Where events go; a `Channel` of Node's `diagnostics_channel` is one. Without subscribers no event is made.
 * `publish` must not throw.
 */
export interface EventChannel<E> {
	readonly hasSubscribers: boolean;
	publish(event: E): void;
}

/** The channels of all sessions that one `createSession` opens. */
export interface SessionChannels {
	readonly session: EventChannel<SessionEvent>;
	readonly run: EventChannel<RunEvent>;
}

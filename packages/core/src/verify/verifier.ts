import type { BackendSession } from "../backend.ts";
import type { Verification } from "./verification.ts";

/** What a verification adds to the report. */
export interface Verified {
	readonly verification?: Verification;
	readonly checks: readonly string[];
	readonly notes: readonly string[];
}

/**
 * Compares an open session of the backend `backend`, opened with these engine options, with the reference.
 * Rejects with ENGINE where an output is too far off, with the reference's code where that cannot be had.
 */
export type Verifier = (
	session: BackendSession,
	backend: string,
	options: Readonly<Record<string, unknown>>,
) => Promise<Verified>;

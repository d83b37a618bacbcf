import type { BackendSession } from "../backend.ts";
import type { Verified } from "./verification.ts";

/**
 * Compares an open session of the backend `backend`, opened with these engine options, with the reference.
 * Rejects with ENGINE where an output is too far off, with the reference's code where that cannot be had.
 */
export type Verifier = (
	session: BackendSession,
	backend: string,
	options: Readonly<Record<string, unknown>>,
) => Promise<Verified>;

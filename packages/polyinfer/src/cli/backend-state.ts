import type { ErrorCode, Stage } from "@polyinfer/core";

/**
 * How far a backend gets, in doctor's four words: `missing` (package or library not here), `found` (here, does not load),
 * `loads` (loads, does not run the smoke model right), `runs` (did).
 */
export type BackendWord = "missing" | "found" | "loads" | "runs";

/** What doctor knows of one backend. */
export interface BackendState {
	readonly id: string;
	readonly state: BackendWord;
	/** Why it gets no further. */
	readonly reason?: string;
	/** What to type or do about it. */
	readonly advice?: string;
	readonly stage?: Stage;
	readonly code?: ErrorCode;
	readonly version?: string;
	readonly library?: string;
	readonly device?: string;
	readonly binding?: string;
	/** Further facts worth a line. */
	readonly notes?: readonly string[];
	/** Loading and running the smoke model, in milliseconds. */
	readonly ms?: number;
}

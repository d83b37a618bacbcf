/** How far one output was from the reference's, over all runs. */
export interface VerifiedOutput {
	readonly name: string;
	/** Largest difference of two elements. */
	readonly maxAbsolute: number;
	/** `maxAbsolute` as a share of the output's range, which counts as 0.01 where it is smaller. */
	readonly maxRelative: number;
	/** Largest `maxRelative` that is accepted; 0 means exact. */
	readonly tolerance: number;
	/** True in every report: a session with an output that is not is never handed out. */
	readonly ok: boolean;
}

/** What `verify` of `createSession` has measured. */
export interface Verification {
	/** The reference backend's id. */
	readonly reference: string;
	/** The device that the reference ran on, in its engine's spelling. */
	readonly device: string;
	/** How many inputs were compared. */
	readonly runs: number;
	readonly outputs: readonly VerifiedOutput[];
}

/** What a verification adds to the report. */
export interface Verified {
	readonly verification?: Verification;
	readonly checks: readonly string[];
	readonly notes: readonly string[];
}

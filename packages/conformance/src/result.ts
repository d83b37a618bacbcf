import type { ModelFormat } from "@polyinfer/core";

/** What became of one case on one backend and format. */
export interface CaseResult {
	readonly backend: string;
	readonly format: ModelFormat;
	readonly group: string;
	readonly name: string;
	/** `"gap"`: rejects with UNSUPPORTED as declared; `"skipped"`: does not apply or is not here. */
	readonly outcome: "passed" | "gap" | "skipped" | "failed";
	/** Why it is a gap, skipped or failed. */
	readonly reason?: string;
	readonly ms: number;
}

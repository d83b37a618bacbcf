import type { EngineSource } from "@polyinfer/engine-host";
import type { CliContext, Outcome } from "../command.ts";

/** What follows the engines' names. */
export interface EngineActionOptions {
	/** No engine was named: these are all. */
	readonly all: boolean;
	/** Of `add`. */
	readonly from?: string | undefined;
}

/** One word after `polyinfer engines`. */
export type EngineAction = (
	sources: readonly EngineSource[],
	context: CliContext,
	options: EngineActionOptions,
) => Promise<Outcome>;

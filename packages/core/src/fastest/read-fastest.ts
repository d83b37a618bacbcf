import { type Candidate, candidatesOf } from "../candidates.ts";
import type { Catalogue } from "../catalogue.ts";
import { checkOptions, type OptionSchema } from "../check-options.ts";
import { InferenceError } from "../errors.ts";
import type { Feeds } from "../feeds.ts";
import type { PreferEntry } from "../prefer-entry.ts";
import type { Fastest, FastestOptions } from "./fastest-options.ts";

/** What a race is asked for. */
export interface FastestRequest {
	readonly candidates: readonly Candidate[];
	readonly budgetMs: number;
	readonly feeds: Feeds;
}

const OPTIONS: OptionSchema = { fastest: "any", budgetMs: "number", feeds: "record" };
const DEFAULT_BUDGET_MS = 2000;

/**
 * Reads `prefer` where it asks for a race, else `undefined`. Throws INVALID_ARGUMENT for unknown keys, ids and values,
 * and for `"fastest"` as one entry among others.
 */
export function readFastest(
	prefer: PreferEntry | readonly PreferEntry[] | Fastest | undefined,
	catalogue: Catalogue,
): FastestRequest | undefined {
	if (Array.isArray(prefer) && prefer.some((entry) => entry === "fastest" || isRace(entry)))
		throw invalid('Expected "fastest" as the whole of `prefer` but received it among other entries.');
	if (prefer !== "fastest" && !isRace(prefer)) return undefined;
	const options: FastestOptions = prefer === "fastest" ? {} : prefer;
	checkOptions(options, OPTIONS, "prefer");
	const { fastest = catalogue.raced ?? catalogue.defaultPrefer, budgetMs = DEFAULT_BUDGET_MS, feeds = {} } = options;
	if (!(budgetMs > 0))
		throw invalid(`Expected a number above 0 for option \`budgetMs\` of prefer but received ${budgetMs}.`);
	const candidates = candidatesOf(fastest as PreferEntry | readonly PreferEntry[], catalogue);
	if (candidates.some(({ startOn }) => startOn))
		throw invalid("Expected no `startOn` in a race: all of its entries are opened before the session is handed out.");
	return { candidates, budgetMs, feeds };
}

function isRace(prefer: unknown): prefer is FastestOptions {
	return typeof prefer === "object" && prefer !== null && "fastest" in prefer;
}

function invalid(message: string): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", message);
}

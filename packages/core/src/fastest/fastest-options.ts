import type { Feeds } from "../feeds.ts";
import type { PreferEntry } from "../prefer-entry.ts";

/** `prefer: "fastest"`, in full. */
export interface FastestOptions<P = PreferEntry> {
	/** What is raced. Default: every backend of every kind of device that this platform knows, conversions left out. */
	readonly fastest?: P | readonly P[];
	/** How long the race may take, the opening of sessions and one run on each not counted. Default: 2000. */
	readonly budgetMs?: number;
	/** What is fed; inputs left out get made-up numbers, in sizes as `inputs` of `createSession` bounds them. */
	readonly feeds?: Feeds;
}

/**
 * Opens all candidates, times them on the same feeds in turns, and hands out the quickest. The result is remembered by
 * model, sizes, options, machine, and version of each engine, so that the next session opens the winner at once; a change
 * of any of these races again.
 */
export type Fastest<P = PreferEntry> = "fastest" | FastestOptions<P>;

import type { Layout } from "../layout.ts";
import type { Value } from "../value.ts";

/**
 * The layout in which an operator that does not care about the order of axes works: that of the inputs of the highest
 * rank, `plain` unless one of them is only there in the other.
 */
export function anyLayout(inputs: readonly (Value | undefined)[]): Layout {
	let rank = 0;
	for (const value of inputs) if (value !== undefined && value.rank > rank) rank = value.rank;
	for (const value of inputs) {
		if (value?.rank !== rank || value.isOnHost || rank < 3) continue;
		if (value.isLaidOut("channels-last") && !value.isLaidOut("plain")) return "channels-last";
	}
	return "plain";
}

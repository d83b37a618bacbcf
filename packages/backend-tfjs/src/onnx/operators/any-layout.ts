import type { Layout } from "../layout.ts";
import type { Value } from "../value.ts";

/**
 * The layout in which an operator that does not care about the order of axes works: that of the inputs of the highest
 * rank, `plain` unless one of them is only there in the other.
 */
export function anyLayout(inputs: readonly (Value | undefined)[]): Layout {
	const rank = Math.max(...inputs.map((value) => value?.rank ?? 0));
	const widest = inputs.filter((value) => value?.rank === rank && !value.isOnHost);
	const isOnlyLast = (value: Value | undefined): boolean =>
		value?.isLaidOut("channels-last") === true && !value.isLaidOut("plain");
	return widest.some(isOnlyLast) ? "channels-last" : "plain";
}

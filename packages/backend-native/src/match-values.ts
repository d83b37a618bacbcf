import type { ValueInfo } from "@polyinfer/core";

/**
 * For each value of the model the engine's index of it: by `names`, the engine's own, where given; else by name; else, where
 * the engine has as many as the model requires, by place. -1 where the engine has none.
 */
export function matchValues(
	own: readonly ValueInfo[],
	theirs: readonly ValueInfo[],
	names: readonly string[] | undefined,
): number[] {
	const wanted = names ?? own.map(({ name }) => name);
	const indices = wanted.map((name) => theirs.findIndex((value) => value.name === name));
	if (names !== undefined) return indices;
	const found = indices.filter((index) => index >= 0);
	const isComplete = own.every(({ optional }, i) => optional || (indices[i] as number) >= 0);
	if (isComplete && new Set(found).size === found.length) return indices;
	const required = own.filter(({ optional }) => !optional);
	if (required.length !== theirs.length) return indices;
	return own.map((value) => required.indexOf(value));
}

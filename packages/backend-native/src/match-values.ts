import type { ValueInfo } from "@polyinfer/core";

/**
 * For each value of the model the engine's index of it: by `names`, the engine's own, where given; else by name; else, where
 * both have as many, by place. -1 where the engine has none.
 */
export function matchValues(
	own: readonly ValueInfo[],
	theirs: readonly ValueInfo[],
	names: readonly string[] | undefined,
): number[] {
	const wanted = names ?? own.map(({ name }) => name);
	const indices = wanted.map((name) => theirs.findIndex((value) => value.name === name));
	const isComplete = indices.every((index) => index >= 0) && new Set(indices).size === indices.length;
	return isComplete || names !== undefined || own.length !== theirs.length ? indices : own.map((_, i) => i);
}

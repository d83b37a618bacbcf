/** A text of everything that a plan is made from. Values that JSON leaves out are named, so that a wrong one is not taken for a missing one. */
export function planKey(parts: readonly unknown[]): string {
	return JSON.stringify(parts, (_, value: unknown) =>
		typeof value === "function" || typeof value === "bigint" || typeof value === "symbol" ? typeof value : value,
	);
}

/** Names that hold versions, the highest first: numbers in them are compared as numbers. */
export function newestFirst(names: readonly string[]): string[] {
	return [...names].sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
}

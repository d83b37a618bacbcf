/**
 * How a tensor on the device lies: `plain`, axes in ONNX's order, or `channels-last`, axis 1 moved to the end, which is
 * what the kernels of TensorFlow.js take for pictures.
 */
export type Layout = "plain" | "channels-last";

/** True where a shape has channels and something beside batch and channels. */
export function canBeChannelsLast(rank: number): boolean {
	return rank >= 3 && rank <= 5;
}

/** Where ONNX's `axis` (0 and above) of a tensor of `rank` axes lies. */
export function axisIn(layout: Layout, rank: number, axis: number): number {
	if (layout === "plain" || axis === 0) return axis;
	return axis === 1 ? rank - 1 : axis - 1;
}

/** Entries in ONNX's order of axes (sizes, paddings ...), as they lie. */
export function layOut<T>(layout: Layout, entries: readonly T[]): T[] {
	if (layout === "plain" || entries.length < 3) return [...entries];
	return [entries[0] as T, ...entries.slice(2), entries[1] as T];
}

/** The reverse of {@link layOut}. */
export function inOnnxOrder<T>(layout: Layout, entries: readonly T[]): T[] {
	if (layout === "plain" || entries.length < 3) return [...entries];
	return [entries[0] as T, entries.at(-1) as T, ...entries.slice(1, -1)];
}

import { likelyShape } from "../input-bounds.ts";
import { ownValue } from "../own-value.ts";
import type { Dim, InputBounds, ValueInfo } from "../value-info.ts";

const BATCH = 2;
const SPATIAL = 64;
const OTHER = 8;

/**
 * A shape for each input: free axes take the `opt` of their bound, else a small size, the same for axes of the same
 * name: 2 along the first axis, 64 along the height and width of pictures, 8 along others.
 */
export function seededShapes(inputs: readonly ValueInfo[], bounds: InputBounds): number[][] {
	const byName = new Map<string, number>();
	// Sizes that are bounded hold for axes of the same name that are not.
	for (const input of inputs) {
		const bound = ownValue(bounds, input.name);
		const shape = bound && likelyShape(input, bound, () => -1);
		for (const [axis, size] of (shape ?? []).entries()) {
			const name = input.dimNames?.[axis];
			if (name && size !== -1 && !byName.has(name)) byName.set(name, size);
		}
	}
	return inputs.map((input) =>
		likelyShape(input, ownValue(bounds, input.name), (axis) => {
			const name = input.dimNames?.[axis];
			const size = (name ? byName.get(name) : undefined) ?? smallSize(axis, input.shape ?? []);
			if (name) byName.set(name, size);
			return size;
		}),
	);
}

function smallSize(axis: number, shape: readonly Dim[]): number {
	if (axis === 0) return BATCH;
	if (shape.length !== 4) return OTHER;
	const isChannelsLast = typeof shape[3] === "number" && shape[3] <= 4;
	const channels = isChannelsLast ? 3 : 1;
	return axis === channels ? 3 : SPATIAL;
}

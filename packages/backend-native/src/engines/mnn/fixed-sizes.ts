import type { Dim, InputBound } from "@polyinfer/core";

/** The sizes that a bound leaves no choice of, by axis; `null` for those that it does. Empty without a bound. */
export function fixedSizes(bound: InputBound | undefined): readonly Dim[] {
	if (bound === undefined) return [];
	const { shape } = bound;
	if (!("min" in shape)) return shape;
	return shape.min.map((least, axis) => (least === shape.max[axis] ? least : null));
}

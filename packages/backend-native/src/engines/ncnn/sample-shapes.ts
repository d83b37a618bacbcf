import type { InputBounds, ValueInfo } from "@polyinfer/core";
import { unsupported } from "../../errors.ts";

/** Shapes that a model is traced with: two that differ exactly along the axes that stay free. */
export interface SampleShapes {
	readonly first: readonly (readonly number[])[];
	/** Missing where no axis is free. */
	readonly second?: readonly (readonly number[])[];
}

/**
 * Sizes for free axes: multiples of 32, which nets with several scales ask for, and different ones for axes of different
 * names, so that none is taken for another.
 */
const SIZES: readonly (readonly [number, number])[] = [
	[64, 96],
	[96, 160],
	[128, 192],
	[160, 224],
];
const BATCHES: readonly [number, number] = [2, 3];

/**
 * Two shapes for each input, within the bounds that the caller gave. The first axis is 1 in both where it is free and
 * `isBatch`, for ncnn has no batch axis. Throws UNSUPPORTED where a rank is unknown.
 */
export function sampleShapes(inputs: readonly ValueInfo[], bounds: InputBounds, isBatch: boolean): SampleShapes {
	const sizes = new Map<string, readonly [number, number]>();
	const pairs = inputs.map((input) => {
		const { name, dimNames } = input;
		const bound = bounds[name]?.shape;
		const own = input.shape ?? (bound === undefined ? null : "min" in bound ? bound.min.map(() => null) : bound);
		if (own === null)
			throw unsupported(
				"ncnn",
				`Expected a known rank but input \`${name}\` has none: bound its shape by \`inputs\`.`,
				"convert",
			);
		return own.map((dim, axis): readonly [number, number] => {
			if (dim !== null) return [dim, dim];
			const [low, high] = limitsAt(bound, axis);
			if (axis === 0 && isBatch && (low === undefined || low !== high)) return [1, 1];
			if (low !== undefined) return [low, high ?? low];
			const symbol = dimNames?.[axis] ?? `${name} ${axis}`;
			const known =
				sizes.get(symbol) ?? (axis === 0 ? BATCHES : (SIZES[sizes.size % SIZES.length] as readonly [number, number]));
			sizes.set(symbol, known);
			return known;
		});
	});
	const first = pairs.map((axes) => axes.map(([size]) => size));
	const second = pairs.map((axes) => axes.map(([, size]) => size));
	const isFixed = pairs.every((axes) => axes.every(([a, b]) => a === b));
	return isFixed ? { first } : { first, second };
}

type Bound = InputBounds[string]["shape"] | undefined;

/** The smallest and the largest size along an axis, where the caller bounded it. */
function limitsAt(bound: Bound, axis: number): readonly [number | undefined, number | undefined] {
	if (bound === undefined) return [undefined, undefined];
	if ("min" in bound) return [bound.min[axis], bound.max[axis]];
	const size = bound[axis] ?? undefined;
	return [size, size];
}

import type { InputBounds, ModelMetadata } from "@polyinfer/core";

/**
 * Sizes of the free axes that `bounds` fix, by symbolic name: what the engine can know when it plans the model.
 * A name is taken only where every input that bears it is fixed, and to one size.
 */
export function freeDimensionsOf(
	bounds: InputBounds,
	metadata: ModelMetadata | undefined,
): Readonly<Record<string, number>> {
	const sizes = new Map<string, number | null>();
	for (const input of metadata?.inputs ?? []) {
		const shape = bounds[input.name]?.shape;
		input.dimNames?.forEach((name, axis) => {
			if (name === null) return;
			const size = sizeAt(shape, axis);
			sizes.set(name, sizes.has(name) && sizes.get(name) !== size ? null : size);
		});
	}
	return Object.fromEntries([...sizes].filter((entry): entry is [string, number] => entry[1] !== null && entry[1] > 0));
}

function sizeAt(shape: InputBounds[string]["shape"] | undefined, axis: number): number | null {
	if (shape === undefined) return null;
	if (!("min" in shape)) return shape[axis] ?? null;
	const [min, max] = [shape.min[axis], shape.max[axis]];
	return min === max ? (min ?? null) : null;
}

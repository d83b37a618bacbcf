import type { BilinearPlaces } from "./bilinear-places.ts";

/** What masks are made of. */
export interface MaskRule {
	/** Prototypes, and the width and height of each. */
	readonly prototypes: number;
	readonly width: number;
	readonly height: number;
	readonly columns: BilinearPlaces;
	readonly rows: BilinearPlaces;
	/** float32. */
	readonly threshold: number;
}

/** Numbers of one instance: left, top, right and bottom in whole pixels of the picture, and the offset of its mask. */
export const INSTANCE_WORDS = 5;

/**
 * Definition: the logit of a cell is the sum of prototype times coefficient, from the first prototype on. It is enlarged to
 * pixels, between columns first and then between rows: `a * first weight + b * second weight`. Every product and every sum is
 * rounded to float32. A pixel is 255 where that is above the threshold, else 0.
 */
export function instanceMasksReference(
	prototypes: Float32Array,
	coefficients: Float32Array,
	instances: Int32Array,
	{ prototypes: count, width, height, columns, rows, threshold }: MaskRule,
	output: Uint8Array,
): void {
	const logit = (instance: number, cell: number): number => {
		let sum = 0;
		for (let k = 0; k < count; k++) {
			const product = Math.fround(
				(prototypes[k * width * height + cell] as number) * (coefficients[instance * count + k] as number),
			);
			sum = k === 0 ? product : Math.fround(sum + product);
		}
		return sum;
	};
	const blend = (a: number, b: number, places: BilinearPlaces, at: number): number =>
		Math.fround(
			Math.fround(a * (places.firstWeights[at] as number)) + Math.fround(b * (places.secondWeights[at] as number)),
		);
	for (let i = 0; i < instances.length / INSTANCE_WORDS; i++) {
		const [left = 0, top = 0, right = 0, bottom = 0, offset = 0] = instances.subarray(i * INSTANCE_WORDS);
		if (right <= left || bottom <= top) continue;
		const wide = (row: number): Float32Array => {
			const cells = Float32Array.from({ length: width }, (_, x) => logit(i, row * width + x));
			return Float32Array.from({ length: right - left }, (_, x) => {
				const cell = columns.cells[left + x] as number;
				return blend(cells[cell] as number, cells[cell + columns.next] as number, columns, left + x);
			});
		};
		let held: [row: number, upper: Float32Array, lower: Float32Array] | undefined;
		let at = offset;
		for (let y = top; y < bottom; y++) {
			const row = rows.cells[y] as number;
			if (held?.[0] !== row) held = [row, wide(row), wide(row + rows.next)];
			const [, upper, lower] = held;
			for (let x = 0; x < right - left; x++)
				output[at++] = blend(upper[x] as number, lower[x] as number, rows, y) > threshold ? 255 : 0;
		}
	}
}

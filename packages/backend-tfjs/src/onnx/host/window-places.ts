import { product } from "../indexing/spans.ts";
import type { Window } from "../operators/window.ts";
import { checkSize } from "../sizes.ts";
import { stridesOf } from "./strides.ts";

/** For each tap of a window, and for it each place of the result: the place in `space` it reads, -1 in the padding. */
export function windowPlaces(space: readonly number[], window: Window): Int32Array {
	const { kernel, strides, dilations, padding, output } = window;
	const [taps, places] = [product(kernel), product(output)];
	const [spaceStrides, tapStrides, placeStrides] = [space, kernel, output].map(stridesOf) as [
		number[],
		number[],
		number[],
	];
	const [size] = checkSize([taps * places]) as readonly [number];
	const table = new Int32Array(size);
	for (let tap = 0; tap < taps; tap++)
		for (let place = 0; place < places; place++) {
			let from = 0;
			for (const [axis, size] of space.entries()) {
				const k = Math.floor(tap / (tapStrides[axis] as number)) % (kernel[axis] as number);
				const p = Math.floor(place / (placeStrides[axis] as number)) % (output[axis] as number);
				const [before = 0] = padding[axis] ?? [];
				const at = p * (strides[axis] as number) + k * (dilations[axis] as number) - before;
				if (at < 0 || at >= size) {
					from = -1;
					break;
				}
				from += at * (spaceStrides[axis] as number);
			}
			table[tap * places + place] = from;
		}
	return table;
}

/** How many taps of each place of the result lie in `space` or its padding, without the overhang. */
export function windowCounts(space: readonly number[], window: Window): number[] {
	const { padding, overhang } = window;
	const padded = space.map((size, axis) => {
		const [before, after] = padding[axis] as readonly [number, number];
		return size + before + after - (overhang[axis] as number);
	});
	const places = windowPlaces(padded, { ...window, padding: padding.map(() => [0, 0] as const) });
	const count = product(window.output);
	const counts = new Array<number>(count).fill(0);
	for (const [i, from] of places.entries()) if (from >= 0) counts[i % count] = (counts[i % count] as number) + 1;
	return counts;
}

import { windowPlaces } from "../host/window-places.ts";
import { type HostTensor, newHostArray, roundTo } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import type { Window } from "../operators/window.ts";

/** Pools `x` [n, channels, ...space] over any number of axes; `fold` gets the numbers of a window, without its padding, and which one it is. */
export function poolOnHost(
	x: HostTensor,
	window: Window,
	fold: (numbers: readonly number[], place: number) => number,
): HostTensor {
	const [batch = 1, channels = 1, ...space] = x.shape;
	const places = windowPlaces(space, window);
	const [taps, count, area] = [product(window.kernel), product(window.output), product(space)];
	const data = newHostArray(x.dtype, batch * channels * count);
	for (let plane = 0; plane < batch * channels; plane++)
		for (let place = 0; place < count; place++) {
			const numbers: number[] = [];
			for (let tap = 0; tap < taps; tap++) {
				const at = places[tap * count + place] as number;
				if (at >= 0) numbers.push(Number(x.data[plane * area + at]));
			}
			data[plane * count + place] = roundTo(x.dtype, fold(numbers, place)) as never;
		}
	return { dtype: x.dtype, shape: [batch, channels, ...window.output], data };
}

/** The largest number of each window, and where in all of `x` it is, rows or columns first within a plane. */
export function maxPoolOnHost(
	x: HostTensor,
	window: Window,
	columnsFirst: boolean,
): readonly [y: HostTensor, indices: HostTensor] {
	const [batch = 1, channels = 1, ...space] = x.shape;
	const places = windowPlaces(space, window);
	const [taps, count, area] = [product(window.kernel), product(window.output), product(space)];
	const data = newHostArray(x.dtype, batch * channels * count);
	const indices = new BigInt64Array(data.length);
	for (let plane = 0; plane < batch * channels; plane++)
		for (let place = 0; place < count; place++) {
			let best = -1;
			for (let tap = 0; tap < taps; tap++) {
				const at = places[tap * count + place] as number;
				const from = plane * area;
				if (at >= 0 && (best < 0 || Number(x.data[from + at]) > Number(x.data[from + best]))) best = at;
			}
			const to = plane * count + place;
			data[to] = (best < 0 ? Number.NEGATIVE_INFINITY : x.data[plane * area + best]) as never;
			indices[to] = BigInt(plane * area + (columnsFirst ? columnMajor(best, space) : best));
		}
	const shape = [batch, channels, ...window.output];
	return [
		{ dtype: x.dtype, shape, data },
		{ dtype: "int64", shape, data: indices },
	];
}

function columnMajor(place: number, space: readonly number[]): number {
	let [rest, result] = [place, 0];
	for (let axis = space.length - 1; axis >= 0; axis--) {
		const size = space[axis] as number;
		result += (rest % size) * product(space.slice(0, axis));
		rest = Math.floor(rest / size);
	}
	return result;
}

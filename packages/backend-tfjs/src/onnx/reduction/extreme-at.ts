import type { HostTensor } from "../host-tensor.ts";
import { spansOf } from "../indexing/spans.ts";

/** Where along `axis` the largest or smallest element is: of equal ones the first, or the last. */
export function extremeAt(
	{ shape, data }: HostTensor,
	axis: number,
	{ largest, lasts }: { readonly largest: boolean; readonly lasts: boolean },
): number[] {
	const { outer, size, inner } = spansOf(shape, axis);
	const places: number[] = [];
	for (let block = 0; block < outer; block++)
		for (let i = 0; i < inner; i++) {
			const at = (entry: number): number => data[(block * size + entry) * inner + i] as number;
			let best = 0;
			for (let entry = 1; entry < size; entry++) {
				const isBetter = largest ? at(entry) > at(best) : at(entry) < at(best);
				if (isBetter || (lasts && at(entry) === at(best))) best = entry;
			}
			places.push(best);
		}
	return places;
}

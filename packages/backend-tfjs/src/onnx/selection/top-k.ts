import { InferenceError } from "@polyinfer/core";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { spansOf } from "../indexing/spans.ts";

/** ONNX's TopK along `axis` (0 and above): values and their places, best first; of equal ones the first. */
export function topK(
	x: HostTensor,
	k: number,
	axis: number,
	largest: boolean,
): readonly [values: HostTensor, indices: HostTensor] {
	const { outer, size, inner } = spansOf(x.shape, axis);
	if (k < 0 || k > size)
		throw new InferenceError("INVALID_ARGUMENT", `Expected a K from 0 to ${size} but received ${k}.`);
	const values = newHostArray(x.dtype, outer * k * inner);
	const indices = new BigInt64Array(values.length);
	const sign = largest ? 1 : -1;
	const order = new Uint32Array(size);
	for (let block = 0; block < outer; block++)
		for (let i = 0; i < inner; i++) {
			const at = (entry: number): number => x.data[(block * size + entry) * inner + i] as number;
			for (let entry = 0; entry < size; entry++) order[entry] = entry;
			order.sort((a, b) => sign * compareNanLast(at(b), at(a)) || a - b);
			for (let n = 0; n < k; n++) {
				const to = (block * k + n) * inner + i;
				values[to] = at(order[n] as number) as never;
				indices[to] = BigInt(order[n] as number);
			}
		}
	const shape = x.shape.map((each, i) => (i === axis ? k : each));
	return [
		{ dtype: x.dtype, shape, data: values },
		{ dtype: "int64", shape, data: indices },
	];
}

/** NaN counts as larger than all numbers, as in NumPy. */
function compareNanLast(a: number, b: number): number {
	if (a === b) return 0;
	if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
	return a > b ? 1 : -1;
}

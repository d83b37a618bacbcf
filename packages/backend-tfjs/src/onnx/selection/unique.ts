import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { spansOf } from "../indexing/spans.ts";

/**
 * ONNX's Unique: differing slices along `axis` (of the flattened tensor where there is none), where each was first, which
 * one each entry is, and how often each occurs.
 */
export function unique(
	x: HostTensor,
	axis: number | undefined,
	sorted: boolean,
): readonly [y: HostTensor, first: HostTensor, inverse: HostTensor, counts: HostTensor] {
	const shape = axis === undefined ? [x.data.length] : x.shape;
	const along = axis ?? 0;
	const { outer, size, inner } = spansOf(shape, along);
	const width = outer * inner;
	const element = (entry: number, i: number): number | bigint | string =>
		x.data[(Math.floor(i / inner) * size + entry) * inner + (i % inner)] as number;
	const compare = (a: number, b: number): number => {
		for (let i = 0; i < width; i++) {
			const [left, right] = [element(a, i), element(b, i)];
			if (left < right) return -1;
			if (left > right) return 1;
		}
		return 0;
	};
	const groups: number[][] = [];
	for (const entry of [...Array(size).keys()].sort((a, b) => compare(a, b) || a - b)) {
		const last = groups.at(-1);
		if (last !== undefined && compare(last[0] as number, entry) === 0) last.push(entry);
		else groups.push([entry]);
	}
	if (!sorted) groups.sort((a, b) => (a[0] as number) - (b[0] as number));
	const inverse = new BigInt64Array(size);
	for (const [i, group] of groups.entries()) for (const entry of group) inverse[entry] = BigInt(i);
	const data = newHostArray(x.dtype, width * groups.length);
	for (let i = 0; i < width; i++)
		for (const [g, [entry]] of groups.entries())
			data[(Math.floor(i / inner) * groups.length + g) * inner + (i % inner)] = element(entry as number, i) as never;
	const ints = (values: BigInt64Array): HostTensor => ({ dtype: "int64", shape: [values.length], data: values });
	return [
		{ dtype: x.dtype, shape: shape.map((each, i) => (i === along ? groups.length : each)), data },
		ints(BigInt64Array.from(groups, ([entry]) => BigInt(entry as number))),
		ints(inverse),
		ints(BigInt64Array.from(groups, ({ length }) => BigInt(length))),
	];
}

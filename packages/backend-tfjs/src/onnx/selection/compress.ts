import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { spansOf } from "../indexing/spans.ts";

/** ONNX's Compress: the entries of `axis` that `condition` is true for; of the flattened tensor where there is no axis. */
export function compress(x: HostTensor, condition: HostTensor, axis: number | undefined): HostTensor {
	const shape = axis === undefined ? [x.data.length] : x.shape;
	const along = axis ?? 0;
	const { outer, size, inner } = spansOf(shape, along);
	const kept: number[] = [];
	for (let i = 0; i < Math.min(size, condition.data.length); i++) if (Number(condition.data[i]) !== 0) kept.push(i);
	const data = newHostArray(x.dtype, outer * kept.length * inner);
	let to = 0;
	for (let block = 0; block < outer; block++)
		for (const entry of kept)
			for (let i = 0; i < inner; i++) data[to++] = x.data[(block * size + entry) * inner + i] as never;
	return { dtype: x.dtype, shape: shape.map((each, i) => (i === along ? kept.length : each)), data };
}

import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { checkSize } from "../sizes.ts";

/** ONNX's OneHot: `values` holds what is cold, then what is hot; an index beyond `depth` has no hot entry. */
export function oneHot(indices: HostTensor, depth: number, values: HostTensor, axis: number): HostTensor {
	const shape = checkSize([...indices.shape.slice(0, axis), depth, ...indices.shape.slice(axis)]);
	const inner = product(indices.shape.slice(axis));
	const [cold, hot] = [values.data[0], values.data[1]];
	const data = newHostArray(values.dtype, product(shape)).fill(cold as never);
	for (let i = 0; i < indices.data.length; i++) {
		const index = Math.trunc(Number(indices.data[i]));
		if (index < -depth || index >= depth) continue;
		const entry = index < 0 ? index + depth : index;
		data[(Math.floor(i / inner) * depth + entry) * inner + (i % inner)] = hot as never;
	}
	return { dtype: values.dtype, shape, data };
}

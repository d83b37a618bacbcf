import { InferenceError } from "@polyinfer/core";
import { stridesOf } from "../host/strides.ts";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { checkSize } from "../sizes.ts";
import { product, spansOf } from "./spans.ts";
import { takeIndex } from "./take-index.ts";

/** ONNX's GatherElements: each element of the result names the entry of `axis` (0 and above) it is taken from. */
export function gatherElements(x: HostTensor, indices: HostTensor, axis: number): HostTensor {
	const data = newHostArray(x.dtype, indices.data.length);
	if (indices.shape.length !== x.shape.length) throw misfit(x, indices);
	const { size } = spansOf(x.shape, axis);
	const strides = stridesOf(x.shape);
	const along = strides[axis] as number;
	eachPlace(indices.shape, strides, axis, (to, base) => {
		data[to] = x.data[base + takeIndex(indices.data[to], size) * along] as never;
	});
	return { dtype: x.dtype, shape: indices.shape, data };
}

/** ONNX's GatherND: the last axis of `indices` holds places in the axes of `x` after the first `batchDims`. */
export function gatherNd(x: HostTensor, indices: HostTensor, batchDims: number): HostTensor {
	const depth = indices.shape.at(-1) as number;
	if (!(batchDims + depth <= x.shape.length) || indices.shape.length <= batchDims) throw misfit(x, indices);
	const strides = stridesOf(x.shape);
	const slice = product(x.shape.slice(batchDims + depth));
	const shape = checkSize([...indices.shape.slice(0, -1), ...x.shape.slice(batchDims + depth)]);
	const data = newHostArray(x.dtype, product(shape));
	const rows = depth === 0 ? product(indices.shape.slice(0, -1)) : indices.data.length / depth;
	const rowsOfBatch = product(indices.shape.slice(batchDims, -1));
	const batch = product(x.shape.slice(batchDims));
	for (let row = 0; row < rows; row++) {
		let from = Math.floor(row / rowsOfBatch) * batch;
		for (let k = 0; k < depth; k++)
			from +=
				takeIndex(indices.data[row * depth + k], x.shape[batchDims + k] as number) * (strides[batchDims + k] as number);
		for (let i = 0; i < slice; i++) data[row * slice + i] = x.data[from + i] as never;
	}
	return { dtype: x.dtype, shape, data };
}

function misfit(x: HostTensor, indices: HostTensor): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", `Places of [${indices.shape}] do not fit a tensor of [${x.shape}].`);
}

/**
 * Visits all places of `shape` in order: `to` is the place itself, `base` where it lies by other `strides`, with the
 * entry of `axis` left out.
 */
export function eachPlace(
	shape: readonly number[],
	strides: readonly number[],
	axis: number,
	visit: (to: number, base: number) => void,
): void {
	const count = product(shape);
	const at = shape.map(() => 0);
	let base = 0;
	for (let to = 0; to < count; to++) {
		visit(to, base);
		for (let d = shape.length - 1; d >= 0; d--) {
			const stride = d === axis ? 0 : (strides[d] as number);
			at[d] = (at[d] as number) + 1;
			base += stride;
			if ((at[d] as number) < (shape[d] as number)) break;
			base -= stride * (shape[d] as number);
			at[d] = 0;
		}
	}
}

import { type DType, InferenceError } from "@polyinfer/core";
import { stridesOf } from "../host/strides.ts";
import { type HostArray, type HostTensor, roundTo } from "../host-tensor.ts";
import { eachPlace } from "./gather.ts";
import { product } from "./spans.ts";
import { takeIndex } from "./take-index.ts";

type Element = number | bigint | string;
type Combine = (old: Element, update: Element) => Element;

/** ONNX's ScatterElements and Scatter: a copy of `x` with `updates` at the entries of `axis` (0 and above) that `indices` name. */
export function scatterElements(
	x: HostTensor,
	indices: HostTensor,
	updates: HostTensor,
	axis: number,
	reduction: string,
): HostTensor {
	const combine = combineOf(reduction, x.dtype);
	const data = x.data.slice() as HostArray;
	if (indices.shape.length !== x.shape.length || String(indices.shape) !== String(updates.shape))
		throw misfit(x, indices, updates);
	const strides = stridesOf(x.shape);
	const [size, along] = [x.shape[axis] as number, strides[axis] as number];
	eachPlace(indices.shape, strides, axis, (from, base) => {
		const to = base + takeIndex(indices.data[from], size) * along;
		data[to] = combine(data[to] as Element, updates.data[from] as Element) as never;
	});
	return { dtype: x.dtype, shape: x.shape, data };
}

/** ONNX's ScatterND: a copy of `x` with slices of `updates` at the places in the last axis of `indices`. */
export function scatterNd(x: HostTensor, indices: HostTensor, updates: HostTensor, reduction: string): HostTensor {
	const combine = combineOf(reduction, x.dtype);
	const data = x.data.slice() as HostArray;
	const depth = indices.shape.at(-1) as number;
	const strides = stridesOf(x.shape);
	const slice = product(x.shape.slice(depth));
	const rows = product(indices.shape.slice(0, -1));
	if (!(depth <= x.shape.length) || updates.data.length !== rows * slice) throw misfit(x, indices, updates);
	for (let row = 0; row < rows; row++) {
		let to = 0;
		for (let k = 0; k < depth; k++)
			to += takeIndex(indices.data[row * depth + k], x.shape[k] as number) * (strides[k] as number);
		for (let i = 0; i < slice; i++)
			data[to + i] = combine(data[to + i] as Element, updates.data[row * slice + i] as Element) as never;
	}
	return { dtype: x.dtype, shape: x.shape, data };
}

function misfit(x: HostTensor, indices: HostTensor, updates: HostTensor): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Updates of [${updates.shape}] at places of [${indices.shape}] do not fit a tensor of [${x.shape}].`,
	);
}

function combineOf(reduction: string, dtype: DType): Combine {
	const rounded = (x: number): Element => (typeof x === "number" ? roundTo(dtype, x) : x);
	switch (reduction) {
		case "none":
			return (_, update) => update;
		case "add":
			return (old, update) => rounded((old as number) + (update as number));
		case "mul":
			return (old, update) => rounded((old as number) * (update as number));
		case "max":
			return (old, update) => [old, update][Number(old < update)] as Element;
		case "min":
			return (old, update) => [old, update][Number(update < old)] as Element;
		default:
			throw new InferenceError(
				"UNSUPPORTED",
				`Expected none, add, mul, max or min as reduction but received ${reduction}.`,
			);
	}
}

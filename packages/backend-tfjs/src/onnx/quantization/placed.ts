import { InferenceError } from "@polyinfer/core";
import type { HostTensor } from "../host-tensor.ts";
import { spansOf } from "../indexing/spans.ts";

/**
 * Which scale or zero point belongs to an element of a tensor of `shape`: the only one, one for each entry of `axis`, or
 * one for each block along it. Throws INVALID_ARGUMENT where `parameter` fits none of these.
 */
export function placed(
	parameter: HostTensor,
	shape: readonly number[],
	axis: number,
	blockSize: number,
): (element: number) => number {
	if (parameter.data.length === 1) return () => 0;
	const { size, inner } = spansOf(shape, axis);
	if (blockSize > 0) {
		const blocks = Math.ceil(size / blockSize);
		if (parameter.shape[axis] !== blocks || parameter.shape.length !== shape.length)
			throw misfit(parameter, shape, `${blocks} blocks along axis ${axis}`);
		return (element) => {
			const row = Math.floor(element / inner);
			const block = Math.floor((row % size) / blockSize);
			return (Math.floor(row / size) * blocks + block) * inner + (element % inner);
		};
	}
	if (parameter.data.length !== size) throw misfit(parameter, shape, `${size} along axis ${axis}`);
	return (element) => Math.floor(element / inner) % size;
}

function misfit({ shape }: HostTensor, of: readonly number[], expected: string): InferenceError {
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected one scale or zero point for a tensor of shape [${of}], or ${expected}, but received shape [${shape}].`,
	);
}

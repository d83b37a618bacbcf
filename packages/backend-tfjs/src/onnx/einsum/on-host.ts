import { placesOf, stridesOf } from "../host/strides.ts";
import { type HostTensor, isBig, newHostArray, roundTo } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { checkSize } from "../sizes.ts";
import { type Equation, sizesOf } from "./equation.ts";

/** Einsum by its definition: every product of elements, summed up. */
export function einsumOnHost({ operands, result }: Equation, tensors: readonly HostTensor[]): HostTensor {
	const sizes = sizesOf(
		operands,
		tensors.map(({ shape }) => shape),
	);
	const summed = [...sizes.keys()].filter((label) => !result.includes(label));
	const all = [...result, ...summed];
	const space = checkSize(all.map((label) => sizes.get(label) as number));
	const places = tensors.map(({ shape }, i) => {
		const strides = stridesOf(shape);
		const along = all.map((label) =>
			(operands[i] as readonly string[]).reduce(
				(sum, own, axis) => (own === label && shape[axis] !== 1 ? sum + (strides[axis] as number) : sum),
				0,
			),
		);
		return placesOf(space, along);
	});
	const dtype = (tensors[0] as HostTensor).dtype;
	const shape = result.map((label) => sizes.get(label) as number);
	const perElement = product(summed.map((label) => sizes.get(label) as number));
	const data = newHostArray(dtype, product(shape));
	const [none, one] = isBig(dtype) ? [0n, 1n] : [0, 1];
	for (let i = 0; i < data.length; i++) {
		let sum = none as number;
		for (let k = i * perElement; k < (i + 1) * perElement; k++) {
			let term = one as number;
			for (const [n, tensor] of tensors.entries())
				term *= tensor.data[(places[n] as Int32Array)[k] as number] as number;
			sum += term;
		}
		data[i] = (typeof sum === "bigint" ? sum : roundTo(dtype, sum)) as never;
	}
	return { dtype, shape, data };
}

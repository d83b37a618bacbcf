import type { Call } from "../call.ts";
import { determinant } from "../einsum/determinant.ts";
import { readEquation } from "../einsum/equation.ts";
import { einsumOnDevice } from "../einsum/on-device.ts";
import { einsumOnHost } from "../einsum/on-host.ts";
import { roundTo } from "../host-tensor.ts";
import type { Operators } from "../operator.ts";

function einsum(call: Call) {
	const values = call.inputs.map((_, i) => call.input(i));
	const equation = readEquation(
		call.text("equation", ""),
		values.map(({ rank }) => rank),
	);
	return { values, equation };
}

/** Sums of products over named axes, and determinants. */
export const linearAlgebra: Operators = {
	Einsum: {
		run: (call) => {
			const { values, equation } = einsum(call);
			return call.give(
				einsumOnDevice(
					call.tf,
					equation,
					values.map((value) => value.as("plain")),
				),
			);
		},
		host: (call) => {
			const { values, equation } = einsum(call);
			const y = einsumOnHost(
				equation,
				values.map((value) => value.host),
			);
			return call.giveHost(y.dtype, y.shape, y.data);
		},
	},
	Det: {
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			const size = shape.at(-1) as number;
			const count = data.length / (size * size);
			return call.fill(dtype, shape.slice(0, -2), count, (i) =>
				roundTo(
					dtype,
					determinant(Array.from(data as Float32Array).slice(i * size * size, (i + 1) * size * size), size),
				),
			);
		},
	},
};

import { type DType, Tensor, type TensorData } from "@polyinfer/core";
import { readInto } from "../device-types.ts";
import { toTensor } from "../host-tensor.ts";
import type { OnnxProgram } from "../onnx-program.ts";

/** One run with all outputs brought to the host. */
export async function runProgram(
	program: OnnxProgram,
	feeds: readonly (Tensor | undefined)[],
	signal?: AbortSignal,
): Promise<Tensor[]> {
	const values = await program.execute(
		feeds,
		program.outputs.map(() => true),
		signal,
	);
	return Promise.all(
		values.map(async (value, i) => {
			if (value === undefined || value instanceof Tensor) return value as Tensor;
			const { dtype } = program.outputs[i] as { dtype: DType };
			try {
				return toTensor({ dtype, shape: value.shape, data: readInto(dtype, await value.data()) });
			} finally {
				value.dispose();
			}
		}),
	);
}

/** The largest difference of two tensors of numbers, as a share of the range of `expected`. */
export function difference(actual: Tensor, expected: Tensor): number {
	const [x, y] = [actual.toNumbers(), expected.toNumbers()];
	let [most, low, high] = [0, 0, 0];
	for (const [i, wanted] of y.entries()) {
		if (Number.isNaN(wanted) !== Number.isNaN(x[i])) return Number.POSITIVE_INFINITY;
		if (wanted === x[i] || Number.isNaN(wanted)) continue;
		most = Math.max(most, Math.abs(wanted - (x[i] as number)));
		low = Math.min(low, wanted);
		high = Math.max(high, wanted);
	}
	return most / Math.max(high - low, 1);
}

/** A tensor of numbers that look random and are the same each time. */
export function noise(dtype: DType, shape: readonly number[], scale = 1): Tensor {
	let state = 1;
	const next = (): number => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
	const length = shape.reduce((all, size) => all * size, 1);
	const container = { float32: Float32Array, int32: Int32Array }[dtype as "float32"] ?? Float32Array;
	return new Tensor(dtype, container.from({ length }, () => next() * scale) as TensorData<DType>, shape) as Tensor;
}

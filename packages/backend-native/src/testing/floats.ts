import { Tensor } from "@polyinfer/core";

/** A tensor of numbers from -1 to 1, differing by `from`. */
export function floats(shape: readonly number[], from = 0): Tensor {
	const count = shape.reduce((product, size) => product * size, 1);
	const data = Float32Array.from({ length: count }, (_, i) => Math.sin(from + i));
	return new Tensor("float32", data, shape);
}

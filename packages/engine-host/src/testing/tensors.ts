import { Tensor } from "@polyinfer/core";

/** float32 [1,4] of 1 to 4, over memory of its own. */
export function oneToFour(): Tensor<"float32"> {
	return new Tensor("float32", Float32Array.of(1, 2, 3, 4), [1, 4]);
}

/** A float32 vector. */
export function vector(data: Float32Array): Tensor<"float32"> {
	return new Tensor("float32", data, [data.length]);
}

/** The numbers of the first output. */
export function numbers(outputs: readonly (Tensor | undefined)[]): number[] | undefined {
	return outputs[0]?.toNumbers();
}

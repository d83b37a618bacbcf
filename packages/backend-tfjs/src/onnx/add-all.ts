import type { TensorFlow, TensorFlowTensor } from "../program.ts";

/** The sum of one or more tensors of one shape. `addN` on WebGPU binds all at once, which fails silently from 8 on. */
export function addAll(tf: TensorFlow, tensors: readonly TensorFlowTensor[]): TensorFlowTensor {
	return tensors.reduce((sum, tensor) => tf.add(sum, tensor));
}

import type { TensorFlow, TensorFlowTensor } from "../program.ts";

/**
 * A tensor as float32. On WebGPU a cast of integers only gives them another name, which some kernels take at its word: a
 * sum makes them floats.
 */
export function toFloat(tf: TensorFlow, x: TensorFlowTensor): TensorFlowTensor {
	const floats = tf.cast(x, "float32");
	return tf.getBackend() === "webgpu" && x.dtype !== "float32" ? tf.add(floats, 0) : floats;
}

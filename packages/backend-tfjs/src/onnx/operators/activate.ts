import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Activation } from "../activation.ts";

/** Applies an activation where no kernel has done it. */
export function activate(tf: TensorFlow, x: TensorFlowTensor, activation: Activation | undefined): TensorFlowTensor {
	if (activation === undefined) return x;
	if (activation.name === "leakyrelu") return tf.leakyRelu(x, activation.alpha);
	return tf[activation.name](x);
}

import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow as Tf } from "../../program.ts";
import type { Activation } from "./activations.ts";
import type { Cell, CellWeights, State } from "./cell.ts";

/** One direction of ONNX's RNN: a single gate, activation f. */
export function rnnCell(
	tf: Tf,
	{ r, b }: CellWeights,
	[f]: readonly Activation[],
	{ clip }: { readonly clip?: number },
): Cell {
	if (f === undefined) throw new Error("RNN has one activation.");
	const bias = b && tf.add(...(tf.split(b, 2) as [Tensor, Tensor]));
	return {
		...(bias && { bias }),
		step(xw: Tensor, { h }: State): State {
			const sum = tf.add(xw, tf.matMul(h, r, false, true));
			return { h: f(clip === undefined ? sum : tf.clipByValue(sum, -clip, clip)) };
		},
	};
}

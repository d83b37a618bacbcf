import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow as Tf } from "../../program.ts";
import type { Activation } from "./activations.ts";
import type { Cell, CellWeights, State } from "./cell.ts";

/** One direction of ONNX's LSTM: gates input, output, forget, cell; activations f, g, h. */
export function lstmCell(
	tf: Tf,
	{ r, b, p }: CellWeights,
	[f, g, h]: readonly Activation[],
	{ clip, inputForget }: { readonly clip?: number; readonly inputForget: boolean },
): Cell {
	if (f === undefined || g === undefined || h === undefined) throw new Error("LSTM has three activations.");
	const bounded = (x: Tensor): Tensor => (clip === undefined ? x : tf.clipByValue(x, -clip, clip));
	const bias = b && tf.add(...(tf.split(b, 2) as [Tensor, Tensor]));
	const [pi, po, pf] = p === undefined ? [] : tf.split(p, 3);
	const peep = (x: Tensor, c: Tensor, weight: Tensor | undefined): Tensor =>
		weight === undefined ? x : tf.add(x, tf.mul(c, weight));
	return {
		...(bias && { bias }),
		step(xw: Tensor, { h: before, c: kept }: State): State {
			if (kept === undefined) throw new Error("LSTM has a cell state.");
			const gates = tf.add(xw, tf.matMul(before, r, false, true));
			const [xi, xo, xf, xc] = tf.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
			const i = f(bounded(peep(xi, kept, pi)));
			const forget = inputForget ? tf.sub(1, i) : f(bounded(peep(xf, kept, pf)));
			const c = tf.add(tf.mul(forget, kept), tf.mul(i, g(bounded(xc))));
			const o = f(bounded(peep(xo, c, po)));
			// The clip bounds what the gates sum up; ONNX Runtime, too, leaves the cell state whole.
			return { h: tf.mul(o, h(c)), c };
		},
	};
}

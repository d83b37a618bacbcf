import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow as Tf } from "../../program.ts";
import type { Activation } from "./activations.ts";
import type { Cell, CellWeights, State } from "./cell.ts";

/** One direction of ONNX's GRU: gates update, reset, hidden; activations f, g. */
export function gruCell(
	tf: Tf,
	{ r, b }: CellWeights,
	[f, g]: readonly Activation[],
	{ clip, linearBeforeReset }: { readonly clip?: number; readonly linearBeforeReset: boolean },
): Cell {
	if (f === undefined || g === undefined) throw new Error("GRU has two activations.");
	const bounded = (x: Tensor): Tensor => (clip === undefined ? x : tf.clipByValue(x, -clip, clip));
	const hidden = r.shape[1] as number;
	const ofGates = tf.slice(r, [0, 0], [2 * hidden, hidden]);
	const ofHidden = tf.slice(r, [2 * hidden, 0], [hidden, hidden]);
	const { bias, rest } = biases(tf, b, hidden, linearBeforeReset);
	return {
		...(bias && { bias }),
		step(xw: Tensor, { h: before }: State): State {
			const [xz, xr, xh] = tf.split(xw, 3, 1) as [Tensor, Tensor, Tensor];
			const [hz, hr] = tf.split(tf.matMul(before, ofGates, false, true), 2, 1) as [Tensor, Tensor];
			const z = f(bounded(tf.add(xz, hz)));
			const reset = f(bounded(tf.add(xr, hr)));
			const fed = linearBeforeReset
				? tf.mul(reset, plus(tf, tf.matMul(before, ofHidden, false, true), rest))
				: tf.matMul(tf.mul(reset, before), ofHidden, false, true);
			const fresh = g(bounded(tf.add(xh, fed)));
			return { h: tf.add(tf.mul(tf.sub(1, z), fresh), tf.mul(z, before)) };
		},
	};
}

/** With `linearBeforeReset` the hidden gate's recurrent bias is inside the product with the reset gate. */
function biases(
	tf: Tf,
	b: Tensor | undefined,
	hidden: number,
	linearBeforeReset: boolean,
): { readonly bias?: Tensor; readonly rest?: Tensor } {
	if (b === undefined) return {};
	const [ofW, ofR] = tf.split(b, 2) as [Tensor, Tensor];
	if (!linearBeforeReset) return { bias: tf.add(ofW, ofR) };
	const [gates, rest] = tf.split(ofR, [2 * hidden, hidden]) as [Tensor, Tensor];
	return { bias: tf.add(ofW, tf.concat([gates, tf.zerosLike(rest)])), rest };
}

function plus(tf: Tf, x: Tensor, bias: Tensor | undefined): Tensor {
	return bias === undefined ? x : tf.add(x, bias);
}

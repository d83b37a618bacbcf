import { InferenceError } from "@polyinfer/core";
import type { Tensor } from "@tensorflow/tfjs-core";

import type { TensorFlow as Tf } from "../../program.ts";

/** An activation of a recurrent cell, with its parameters. */
export type Activation = (x: Tensor) => Tensor;

interface Kind {
	/** Default of `alpha`; missing where the function takes none. */
	readonly alpha?: number;
	readonly beta?: number;
	readonly apply: (tf: Tf, x: Tensor, alpha: number, beta: number) => Tensor;
}

/** The functions that ONNX names for RNN, GRU and LSTM, by lower-case name. */
const KINDS: Readonly<Record<string, Kind>> = {
	relu: { apply: (tf, x) => tf.relu(x) },
	tanh: { apply: (tf, x) => tf.tanh(x) },
	sigmoid: { apply: (tf, x) => tf.sigmoid(x) },
	affine: { alpha: 1, beta: 0, apply: (tf, x, alpha, beta) => tf.add(tf.mul(x, alpha), beta) },
	leakyrelu: { alpha: 0.01, apply: (tf, x, alpha) => tf.leakyRelu(x, alpha) },
	thresholdedrelu: {
		alpha: 1,
		apply: (tf, x, alpha) => tf.where(tf.greater(x, alpha), x, tf.zerosLike(x)),
	},
	scaledtanh: { alpha: 1, beta: 1, apply: (tf, x, alpha, beta) => tf.mul(tf.tanh(tf.mul(x, beta)), alpha) },
	hardsigmoid: {
		alpha: 0.2,
		beta: 0.5,
		apply: (tf, x, alpha, beta) => tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1),
	},
	elu: { alpha: 1, apply: (tf, x, alpha) => tf.where(tf.less(x, 0), tf.mul(tf.expm1(x), alpha), x) },
	softsign: { apply: (tf, x) => tf.div(x, tf.add(tf.abs(x), 1)) },
	softplus: { apply: (tf, x) => tf.softplus(x) },
};

/** True for a name that {@link activationsOf} takes. */
export function isActivation(name: string): boolean {
	return name.toLowerCase() in KINDS;
}

/**
 * The activations of all directions, in the order of the attribute; `alphas` and `betas` are taken by those functions
 * that have such a parameter, in that order. Throws UNSUPPORTED for an unknown name.
 */
export function activationsOf(
	tf: Tf,
	names: readonly string[],
	alphas: readonly number[],
	betas: readonly number[],
): readonly Activation[] {
	const left = { alphas: [...alphas], betas: [...betas] };
	return names.map((name) => {
		const kind = KINDS[name.toLowerCase()];
		if (kind === undefined)
			throw new InferenceError(
				"UNSUPPORTED",
				`Expected one of ${Object.keys(KINDS).join(", ")} as activation but received ${name}.`,
			);
		const alpha = kind.alpha === undefined ? 0 : (left.alphas.shift() ?? kind.alpha);
		const beta = kind.beta === undefined ? 0 : (left.betas.shift() ?? kind.beta);
		return (x) => kind.apply(tf, x, alpha, beta);
	});
}

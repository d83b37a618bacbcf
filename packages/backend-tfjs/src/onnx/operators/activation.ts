import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { FLOATS } from "../device-types.ts";
import type { Operator, Operators } from "../operator.ts";
import { anyLayout } from "./any-layout.ts";

type Kernel = (tf: TensorFlow, x: TensorFlowTensor, call: Call) => TensorFlowTensor;

/** Element by element, however the tensor lies. */
function activation(kernel: Kernel): Operator {
	return {
		run: (call) => {
			const layout = anyLayout(call.inputs);
			return call.give(kernel(call.tf, call.input(0).as(layout), call), undefined, layout);
		},
	};
}

export const activations: Operators = {
	Relu: activation((tf, x) => tf.relu(x)),
	LeakyRelu: activation((tf, x, call) => tf.leakyRelu(x, call.float("alpha", 0.01))),
	PRelu: {
		run: (call) => {
			const layout = anyLayout([call.input(0)]);
			const slope = call.input(1).as(layout, call.input(0).rank);
			return call.give(call.tf.prelu(call.input(0).as(layout), slope), undefined, layout);
		},
	},
	Sigmoid: activation((tf, x) => tf.sigmoid(x)),
	HardSigmoid: activation((tf, x, call) => {
		const line = tf.add(tf.mul(x, call.float("alpha", 0.2)), call.float("beta", 0.5));
		return tf.clipByValue(line, 0, 1);
	}),
	HardSwish: {
		...activation((tf, x) => tf.mul(x, tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1))),
		since: 14,
	},
	Elu: activation((tf, x, call) => {
		const alpha = call.float("alpha", 1);
		return alpha === 1 ? tf.elu(x) : tf.where(tf.less(x, 0), tf.mul(tf.expm1(x), alpha), x);
	}),
	Softplus: activation((tf, x) => tf.softplus(x)),
	Softsign: activation((tf, x) => tf.div(x, tf.add(tf.abs(x), 1))),
	Selu: activation((tf, x, call) => {
		const [alpha, gamma] = [call.float("alpha", 1.6732632423543772), call.float("gamma", 1.0507009873554805)];
		return tf.mul(tf.where(tf.less(x, 0), tf.mul(tf.expm1(x), alpha), x), gamma);
	}),
	Celu: {
		...activation((tf, x, call) => {
			const alpha = call.float("alpha", 1);
			return tf.where(tf.less(x, 0), tf.mul(tf.expm1(tf.div(x, alpha)), alpha), x);
		}),
		since: 12,
	},
	Gelu: {
		...activation((tf, x, call) => {
			const half = tf.mul(x, 0.5);
			if (call.text("approximate", "none") === "none") return tf.mul(half, tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
			const cubic = tf.add(tf.mul(tf.mul(tf.square(x), x), 0.044715), x);
			return tf.mul(half, tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
		}),
		since: 20,
	},
	Mish: {
		...activation((tf, x) => {
			// The hyperbolic tangent of the softplus, without a logarithm; from 20 on it is 1.
			const power = tf.exp(tf.minimum(x, 20));
			const square = tf.mul(power, tf.add(power, 2));
			return tf.mul(x, tf.div(square, tf.add(square, 2)));
		}),
		since: 18,
	},
	Swish: { ...activation((tf, x, call) => tf.mul(x, tf.sigmoid(tf.mul(x, call.float("alpha", 1))))), since: 24 },
	ThresholdedRelu: {
		...activation((tf, x, call) => tf.where(tf.greater(x, call.float("alpha", 1)), x, tf.zerosLike(x))),
		since: 10,
	},
	Shrink: {
		...activation((tf, x, call) => {
			const [limit, bias] = [call.float("lambd", 0.5), call.float("bias", 0)];
			const above = tf.where(tf.greater(x, limit), tf.sub(x, bias), tf.zerosLike(x));
			return tf.where(tf.less(x, -limit), tf.add(x, bias), above);
		}),
		since: 9,
	},
	Clip: {
		reads: [1, 2],
		types: FLOATS,
		run: (call) => {
			const low = call.opset < 11 ? call.float("min", Number.NEGATIVE_INFINITY) : call.scalar(1);
			const high = call.opset < 11 ? call.float("max", Number.POSITIVE_INFINITY) : call.scalar(2);
			const layout = anyLayout([call.input(0)]);
			const x = call.input(0).as(layout);
			const [from, to] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
			// Where the bounds cross, ONNX gives the upper one.
			const tensor = from > to ? call.tf.fill(x.shape, to) : call.tf.clipByValue(x, from, to);
			return call.give(tensor, undefined, layout);
		},
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			const low =
				call.opset < 11
					? call.float("min", Number.NEGATIVE_INFINITY)
					: (call.inputs[1]?.host.data[0] as number | undefined);
			const high =
				call.opset < 11
					? call.float("max", Number.POSITIVE_INFINITY)
					: (call.inputs[2]?.host.data[0] as number | undefined);
			return call.fill(dtype, shape, data.length, (i) => {
				let x = data[i] as number;
				if (low !== undefined && x < low) x = low;
				if (high !== undefined && x > high) x = high;
				return x;
			});
		},
	},
};

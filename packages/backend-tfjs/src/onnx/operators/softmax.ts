import { elementCount } from "@polyinfer/core";
import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { axisIn } from "../layout.ts";
import type { Operator, Operators } from "../operator.ts";
import { toFloat } from "../to-float.ts";
import { anyLayout } from "./any-layout.ts";

/** Over one axis since version 13; before, over all axes from one on. */
function overAxis(kernel: (tf: TensorFlow, x: TensorFlowTensor) => TensorFlowTensor): Operator {
	return {
		run: (call: Call) => {
			const { tf } = call;
			const value = call.input(0);
			const { shape, rank } = value;
			const axis = call.axis(rank, call.opset < 13 ? 1 : -1);
			if (call.opset < 13) {
				const rows = tf.reshape(value.as("plain"), [
					elementCount(shape.slice(0, axis)),
					elementCount(shape.slice(axis)),
				]);
				return call.give(tf.reshape(kernel(tf, rows), [...shape]));
			}
			const layout = anyLayout([value]);
			const laid = axisIn(layout, rank, axis);
			if (laid === rank - 1 || rank === 0) return call.give(kernel(tf, value.as(layout)), undefined, layout);
			const swapped = Array.from({ length: rank }, (_, i) => (i === laid ? rank - 1 : i === rank - 1 ? laid : i));
			const inner = kernel(tf, tf.transpose(value.as(layout), swapped));
			return call.give(tf.transpose(inner, swapped), undefined, layout);
		},
	};
}

export const softmaxes: Operators = {
	Softmax: overAxis((tf, x) => tf.softmax(x)),
	LogSoftmax: overAxis((tf, x) => tf.logSoftmax(x)),
	Hardmax: overAxis((tf, x) => toFloat(tf, tf.oneHot(tf.argMax(x, -1), x.shape.at(-1) as number))),
};

import type { DType } from "@polyinfer/core";
import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { roundHalfToEven } from "../host/round.ts";
import { isBig } from "../host-tensor.ts";
import type { Operator, Operators } from "../operator.ts";
import { anyLayout } from "./any-layout.ts";

type Kernel = (tf: TensorFlow, x: TensorFlowTensor, call: Call) => TensorFlowTensor;

/** Element by element on the device, however the tensor lies. */
function device(kernel: Kernel): Operator {
	return {
		run: (call) => {
			const layout = anyLayout(call.inputs);
			return call.give(kernel(call.tf, call.input(0).as(layout), call), undefined, layout);
		},
	};
}

/** The same, and for small tensors and for numbers that the device lacks on the host. */
function both(kernel: Kernel, number: (x: number) => number, big?: (x: bigint) => bigint): Operator {
	return {
		...device(kernel),
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			const at = isBig(dtype) && big ? (i: number) => big(data[i] as bigint) : (i: number) => number(data[i] as number);
			return call.fill(dtype, shape, data.length, at);
		},
	};
}

const BOOLEAN = (): readonly DType[] => ["bool"];

export const elementwiseUnary: Operators = {
	Abs: both(
		(tf, x) => tf.abs(x),
		Math.abs,
		(x) => (x < 0n ? -x : x),
	),
	Neg: both(
		(tf, x) => tf.neg(x),
		(x) => -x,
		(x) => -x,
	),
	Floor: both((tf, x) => tf.floor(x), Math.floor),
	Ceil: both((tf, x) => tf.ceil(x), Math.ceil),
	Round: { ...both((tf, x) => tf.round(x), roundHalfToEven), since: 11 },
	Sqrt: both((tf, x) => tf.sqrt(x), Math.sqrt),
	Reciprocal: both(
		(tf, x) => tf.reciprocal(x),
		(x) => 1 / x,
	),
	Exp: both((tf, x) => tf.exp(x), Math.exp),
	Log: both((tf, x) => tf.log(x), Math.log),
	Sign: both(
		(tf, x) => tf.sign(x),
		Math.sign,
		(x) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
	),
	Sin: both((tf, x) => tf.sin(x), Math.sin),
	Cos: both((tf, x) => tf.cos(x), Math.cos),
	Tan: both((tf, x) => tf.tan(x), Math.tan),
	Asin: both((tf, x) => tf.asin(x), Math.asin),
	Acos: both((tf, x) => tf.acos(x), Math.acos),
	Atan: both((tf, x) => tf.atan(x), Math.atan),
	Sinh: both((tf, x) => tf.sinh(x), Math.sinh),
	Cosh: both((tf, x) => tf.cosh(x), Math.cosh),
	Tanh: both((tf, x) => tf.tanh(x), Math.tanh),
	Asinh: both((tf, x) => tf.asinh(x), Math.asinh),
	Acosh: both((tf, x) => tf.acosh(x), Math.acosh),
	Atanh: both((tf, x) => tf.atanh(x), Math.atanh),
	Erf: device((tf, x) => tf.erf(x)),
	IsNaN: {
		run: (call) => {
			const layout = anyLayout(call.inputs);
			return call.give(call.tf.isNaN(call.input(0).as(layout)), "bool", layout);
		},
		host: (call) => {
			const { shape, data } = call.host(0);
			return call.fill("bool", shape, data.length, (i) => Number(Number.isNaN(data[i])));
		},
		gives: BOOLEAN,
	},
	IsInf: {
		host: (call) => {
			const { shape, data } = call.host(0);
			const [up, down] = [call.int("detect_positive", 1) !== 0, call.int("detect_negative", 1) !== 0];
			return call.fill("bool", shape, data.length, (i) =>
				Number((up && data[i] === Number.POSITIVE_INFINITY) || (down && data[i] === Number.NEGATIVE_INFINITY)),
			);
		},
		gives: BOOLEAN,
	},
};

import type { DType } from "@polyinfer/core";
import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { broadcast, type Element } from "../host/broadcast.ts";
import { broadcastStrides } from "../host/strides.ts";
import { takeStrided } from "../host/take.ts";
import type { Operator, Operators } from "../operator.ts";
import { broadcastShapes } from "../sizes.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

type Kernel = (tf: TensorFlow, a: TensorFlowTensor, b: TensorFlowTensor) => TensorFlowTensor;

const BOOLEAN = (): readonly DType[] => ["bool"];

/** Two tensors of one type, broadcast; the result is true or false. */
function comparison(kernel: Kernel, compare: (a: Element, b: Element) => boolean): Operator {
	return {
		types: MOVABLE,
		run: (call) => {
			const [a, b] = [call.input(0), call.input(1)];
			const layout = anyLayout([a, b]);
			const { length: rank } = broadcastShapes(a.shape, b.shape);
			return call.give(kernel(call.tf, a.as(layout, rank), b.as(layout, rank)), "bool", layout);
		},
		host: (call) => {
			const { shape, data } = broadcast("bool", call.host(0), call.host(1), compare);
			return call.giveHost("bool", shape, data);
		},
		gives: BOOLEAN,
	};
}

/** As elements are stored: 0 is false. */
const logical = (kernel: Kernel, combine: (a: number, b: number) => number): Operator =>
	comparison(kernel, (a, b) => combine(a, b) !== 0);

function where(call: Call): Value {
	const values = [call.input(0), call.input(1), call.input(2)];
	const layout = anyLayout(values);
	const { length: rank } = values.map(({ shape }) => shape).reduce(broadcastShapes);
	const [condition, a, b] = values.map((value) => value.as(layout, rank));
	const tensor = call.tf.where(condition as never, a as never, b as never);
	return call.give(tensor, call.input(1).dtype, layout);
}

function whereOnHost(call: Call): Value {
	const tensors = [call.host(0), call.host(1), call.host(2)];
	const shape = tensors.map((tensor) => tensor.shape).reduce(broadcastShapes);
	const [condition = [], a = [], b = []] = tensors.map((tensor) =>
		takeStrided(tensor, shape, broadcastStrides(tensor.shape, shape)),
	);
	return call.fill(call.host(1).dtype, shape, condition.length, (i) => (condition[i] ? a[i] : b[i]) as number);
}

export const logic: Operators = {
	Equal: comparison(
		(tf, a, b) => tf.equal(a, b),
		(a, b) => a === b,
	),
	Less: comparison(
		(tf, a, b) => tf.less(a, b),
		(a, b) => a < b,
	),
	LessOrEqual: comparison(
		(tf, a, b) => tf.lessEqual(a, b),
		(a, b) => a <= b,
	),
	Greater: comparison(
		(tf, a, b) => tf.greater(a, b),
		(a, b) => a > b,
	),
	GreaterOrEqual: comparison(
		(tf, a, b) => tf.greaterEqual(a, b),
		(a, b) => a >= b,
	),
	And: logical(
		(tf, a, b) => tf.logicalAnd(a, b),
		(a, b) => a & b,
	),
	Or: logical(
		(tf, a, b) => tf.logicalOr(a, b),
		(a, b) => a | b,
	),
	Xor: logical(
		(tf, a, b) => tf.logicalXor(a, b),
		(a, b) => a ^ b,
	),
	Not: {
		types: ["bool"],
		run: (call) => {
			const layout = anyLayout(call.inputs);
			return call.give(call.tf.logicalNot(call.input(0).as(layout)), "bool", layout);
		},
		host: (call) => {
			const { shape, data } = call.host(0);
			return call.fill("bool", shape, data.length, (i) => Number(!data[i]));
		},
	},
	Where: { types: MOVABLE, typed: 1, run: where, host: whereOnHost },
};

import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { broadcast, type Element } from "../host/broadcast.ts";
import { bigPower, modulo } from "../host/integers.ts";
import { isBig } from "../host-tensor.ts";
import type { Operator, Operators } from "../operator.ts";
import { broadcastShapes } from "../sizes.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

type Kernel = (tf: TensorFlow, a: TensorFlowTensor, b: TensorFlowTensor) => TensorFlowTensor;

/** On two elements of one type. Results of integers wrap where they are stored. */
interface Scalar {
	/** Of floats and, where nothing else is given, of all integers. */
	readonly number: (a: Element, b: Element) => number | bigint;
	readonly integer?: (a: number, b: number) => number;
	readonly big?: (a: bigint, b: bigint) => bigint;
}

/** Floats on the device; integers on the host, where they are exact. One input or more, combined from the left. */
function binary(kernel: Kernel, { number, integer = number as never, big = number as never }: Scalar): Operator {
	return {
		run: (call) => (call.inputs as Value[]).reduce((a, b) => onDevice(call, kernel, a, b)),
		host: (call) => {
			const { dtype } = call.input(0);
			const combine = isBig(dtype) ? big : dtype.includes("float") ? number : integer;
			const { shape, data } = (call.inputs as Value[])
				.map(({ host }) => host)
				.reduce((a, b) => broadcast(dtype, a, b, combine as Scalar["number"]));
			return call.giveHost(dtype, shape, data);
		},
	};
}

function onDevice(call: Call, kernel: Kernel, a: Value, b: Value): Value {
	const layout = anyLayout([a, b]);
	const { length: rank } = broadcastShapes(a.shape, b.shape);
	return call.give(kernel(call.tf, a.as(layout, rank), b.as(layout, rank)), a.dtype, layout);
}

/** Exponents may be of another type than what is raised, whose type the result has. */
function power(call: Call): Value {
	const [a, b] = [call.host(0), call.host(1)];
	const raise = isBig(a.dtype) && isBig(b.dtype) ? bigPower : (x: Element, y: Element) => Number(x) ** Number(y);
	const whole = (x: number | bigint): number | bigint => (isBig(a.dtype) ? BigInt(Math.trunc(Number(x))) : x);
	const result = broadcast(a.dtype, a, b, (x, y) => (raise === bigPower ? bigPower(x, y) : whole(raise(x, y))));
	return call.giveHost(a.dtype, result.shape, result.data);
}

const add = binary((tf, a, b) => tf.add(a, b), { number: (a, b) => a + b });
const max = binary((tf, a, b) => tf.maximum(a, b), { number: (a, b) => (a > b || Number.isNaN(a) ? a : b) });
const min = binary((tf, a, b) => tf.minimum(a, b), { number: (a, b) => (a < b || Number.isNaN(a) ? a : b) });

function mean(call: Call): Value {
	const sum = add.run?.(call) as Value;
	const layout = anyLayout([sum]);
	return call.give(call.tf.div(sum.as(layout), call.inputs.length), undefined, layout);
}

export const elementwiseBinary: Operators = {
	Add: add,
	Sub: binary((tf, a, b) => tf.sub(a, b), { number: (a, b) => a - b }),
	Mul: binary((tf, a, b) => tf.mul(a, b), { number: (a, b) => a * b, integer: Math.imul, big: (a, b) => a * b }),
	Div: binary((tf, a, b) => tf.div(a, b), {
		number: (a, b) => a / b,
		integer: (a, b) => Math.trunc(a / b),
		big: (a, b) => a / b,
	}),
	Pow: { run: (call) => onDevice(call, (tf, a, b) => tf.pow(a, b), call.input(0), call.input(1)), host: power },
	Mod: {
		host: (call) => {
			const [a, b] = [call.host(0), call.host(1)];
			const remainder = call.int("fmod", 0) === 0 ? modulo : (x: Element, y: Element) => x % y;
			const { shape, data } = broadcast(a.dtype, a, b, remainder as (x: Element, y: Element) => number);
			return call.giveHost(a.dtype, shape, data);
		},
	},
	Max: max,
	Min: min,
	Sum: add,
	Mean: { run: mean },
};

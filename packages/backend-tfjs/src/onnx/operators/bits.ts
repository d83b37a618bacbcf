import type { Call } from "../call.ts";
import { broadcast, type Element } from "../host/broadcast.ts";
import { isBig } from "../host-tensor.ts";
import type { Operator, Operators } from "../operator.ts";

type Combine<N> = (a: N, b: N) => N;

/** Integers bit by bit, on the host, exact for all widths. */
function bitwise(numbers: Combine<number>, bigs: Combine<bigint>): Operator {
	return {
		host: (call) => {
			const { dtype } = call.host(0);
			const combine = (isBig(dtype) ? bigs : numbers) as unknown as (a: Element, b: Element) => Element;
			const y = broadcast(dtype, call.host(0), call.host(1), combine);
			return call.giveHost(dtype, y.shape, y.data);
		},
	};
}

/** A shift by the type's width or more leaves nothing. */
function shift(call: Call) {
	const { dtype } = call.host(0);
	const isLeft = call.text("direction", "LEFT") === "LEFT";
	const width = isBig(dtype) ? 64 : Number(/\d+$/.exec(dtype)?.[0]);
	const numbers: Combine<number> = (a, b) => (b >= width ? 0 : isLeft ? a << b : a >>> b);
	const bigs: Combine<bigint> = (a, b) => (b >= 64n ? 0n : isLeft ? a << b : a >> b);
	const combine = (isBig(dtype) ? bigs : numbers) as unknown as (a: Element, b: Element) => Element;
	const y = broadcast(dtype, call.host(0), call.host(1), combine);
	return call.giveHost(dtype, y.shape, y.data);
}

export const bits: Operators = {
	BitwiseAnd: bitwise(
		(a, b) => a & b,
		(a, b) => a & b,
	),
	BitwiseOr: bitwise(
		(a, b) => a | b,
		(a, b) => a | b,
	),
	BitwiseXor: bitwise(
		(a, b) => a ^ b,
		(a, b) => a ^ b,
	),
	BitwiseNot: {
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			return call.fill(dtype, shape, data.length, (i) => ~(data[i] as number));
		},
	},
	BitShift: { since: 11, host: shift },
};

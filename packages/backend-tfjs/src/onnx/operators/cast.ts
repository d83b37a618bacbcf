import { type DType, dtypeOfNumber } from "@polyinfer/core";
import { intOf, type Node } from "@polyinfer/model";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { castElements } from "../host/cast.ts";
import type { Operator, Operators } from "../operator.ts";
import { toFloat } from "../to-float.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

function target(node: Node): DType | undefined {
	return dtypeOfNumber(intOf(node, "to", 0));
}

/** Types that the device holds without loss, so that a cast between them can stay there. */
const EXACT: readonly DType[] = ["float32", "int32", "bool", "int64", "uint8", "int8", "uint16", "int16"];

/** Casts that the device carries out exactly: whatever goes to float32 or bool. */
function staysOnDevice(from: DType, to: DType): boolean {
	return from === to || (EXACT.includes(from) && (to === "float32" || to === "bool"));
}

function cast(call: Call, to: DType): Value {
	const value = call.input(0);
	if (value.dtype === to) return value;
	const layout = anyLayout([value]);
	const x = value.as(layout);
	return call.give(to === "bool" ? call.tf.notEqual(x, 0) : toFloat(call.tf, x), to, layout);
}

function castTo(typeOf: (call: Call) => DType): Operator {
	return {
		run: (call) => cast(call, typeOf(call)),
		host: (call) => {
			const to = typeOf(call);
			return call.giveHost(to, call.input(0).shape, castElements(call.host(0), to));
		},
		prefersHost: (call) => !staysOnDevice(call.input(0).dtype, typeOf(call)),
		types: MOVABLE,
	};
}

export const casts: Operators = {
	Cast: {
		...castTo((call) => target(call.node) as DType),
		gives: (_, node) => [target(node)],
		refuses: (node) => (target(node) === undefined ? `to element type ${intOf(node, "to", 0)}` : undefined),
	},
	CastLike: { ...castTo((call) => call.input(1).dtype), gives: ([, like]) => [like], since: 15 },
};

import { dtypeOfNumber, type ValueInfo } from "@polyinfer/core";
import type { GraphValue, Model } from "./graph.ts";

/** From here on a weight that is also an input is a default that a run may override; before, every weight had to be an input. */
const DEFAULTS_FROM_IR_VERSION = 4;

/** The inputs that a run takes: not those that an old file lists only because they are weights. */
export function* runInputs({ graph, irVersion }: Model): Iterable<GraphValue> {
	for (const value of graph.inputs)
		if (irVersion >= DEFAULTS_FROM_IR_VERSION || !graph.weights.has(value.name)) yield value;
}

/** An input or output in the terms of the contract; `undefined` where it is not a tensor of a dtype. */
export function valueInfoOf({ name, type }: GraphValue, hasDefault: boolean): ValueInfo | undefined {
	const tensor = type.kind === "optional" ? type.element : type;
	if (tensor.kind !== "tensor") return undefined;
	const dtype = dtypeOfNumber(tensor.elementType);
	if (dtype === undefined) return undefined;
	const optional = hasDefault || type.kind === "optional" ? { optional: true } : {};
	if (tensor.shape === null) return { name, dtype, shape: null, ...optional };
	return {
		name,
		dtype,
		shape: tensor.shape.map((dim) => (typeof dim === "number" ? dim : null)),
		dimNames: tensor.shape.map((dim) => (typeof dim === "string" ? dim : null)),
		...optional,
	};
}

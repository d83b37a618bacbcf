import type { Attribute, Node } from "../graph.ts";
import { ELEMENT } from "./element-type.ts";
import { operatorRow } from "./operator-table.ts";

const LETTERS: { readonly [letter: string]: number } = {
	l: ELEMENT.int64,
	i: ELEMENT.int32,
	b: ELEMENT.bool,
	u: ELEMENT.uint8,
	f: ELEMENT.float32,
};

/**
 * Element types of a node's outputs by those of its inputs; `unknown` where they are not known, or are no tensors.
 * Subgraphs are not looked into.
 */
export function outputTypes(node: Node, inputs: readonly number[], opset: number): readonly number[] {
	const own = node.domain === "" ? ownType(node, inputs, opset) : undefined;
	const letters = operatorRow(node.domain, node.operator)?.outputs ?? "";
	return node.outputs.map((_, i) => {
		if (own !== undefined) return own;
		const letter = letters[Math.min(i, letters.length - 1)] ?? "";
		return LETTERS[letter] ?? (letter === "" ? ELEMENT.unknown : (inputs[Number(letter)] ?? ELEMENT.unknown));
	});
}

/** Operators whose one element type an attribute or another rule gives. */
function ownType(node: Node, inputs: readonly number[], opset: number): number | undefined {
	const { operator, attributes } = node;
	const [first = 0, second = 0, third = 0] = inputs;
	switch (operator) {
		case "Cast":
		case "BitCast":
			return intOf(attributes.get("to")) ?? ELEMENT.unknown;
		case "Constant":
			return constantType(node);
		case "ConstantOfShape":
			return tensorType(attributes.get("value")) ?? ELEMENT.float32;
		case "RandomNormal":
		case "RandomUniform":
			return intOf(attributes.get("dtype")) ?? ELEMENT.float32;
		case "RandomNormalLike":
		case "RandomUniformLike":
		case "Bernoulli":
		case "EyeLike":
			return intOf(attributes.get("dtype")) ?? first;
		case "Multinomial":
			return intOf(attributes.get("dtype")) ?? ELEMENT.int32;
		case "BlackmanWindow":
		case "HammingWindow":
		case "HannWindow":
		case "MelWeightMatrix":
			return intOf(attributes.get("output_datatype")) ?? ELEMENT.float32;
		case "DequantizeLinear":
			return intOf(attributes.get("output_dtype")) || (opset < 19 ? ELEMENT.float32 : second);
		case "QuantizeLinear":
			return intOf(attributes.get("output_dtype")) || (inputs.length > 2 ? third : ELEMENT.uint8);
		default:
			return undefined;
	}
}

function constantType({ attributes }: Node): number {
	if (attributes.has("value_float") || attributes.has("value_floats")) return ELEMENT.float32;
	if (attributes.has("value_int") || attributes.has("value_ints")) return ELEMENT.int64;
	if (attributes.has("value_string") || attributes.has("value_strings")) return ELEMENT.string;
	return tensorType(attributes.get("value")) ?? ELEMENT.unknown;
}

function tensorType(attribute: Attribute | undefined): number | undefined {
	return attribute?.kind === "tensor" ? attribute.value.elementType : undefined;
}

function intOf(attribute: Attribute | undefined): number | undefined {
	return attribute?.kind === "int" ? Number(attribute.value) : undefined;
}

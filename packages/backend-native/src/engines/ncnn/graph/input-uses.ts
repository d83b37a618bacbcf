import { DTYPES } from "@polyinfer/core";
import type { GraphValue, Node } from "@polyinfer/model";
import { unsupported } from "../../../errors.ts";
import { type Aliases, elementTypeOf, WHOLE } from "./aliases.ts";

/** How the net reads an input: as numbers of float32, or as whole numbers that choose rows. */
export type InputUse = "numbers" | "indices";

const INDICES: readonly number[] = [DTYPES.int32.number, DTYPES.int64.number];
const EXACT_OPERATORS = ["Add", "Sub", "Mul"];

/**
 * Whether float32 computes a node of integers exactly: one step from inputs to an output is rounded once, so that the result
 * tells by its size whether it is exact.
 */
export function isExactStep(node: Node, given: ReadonlyMap<string, number>, ends: ReadonlySet<string>): boolean {
	const { operator, domain, inputs, outputs } = node;
	if (domain !== "" || !EXACT_OPERATORS.includes(operator) || !ends.has(outputs[0] ?? "")) return false;
	return inputs.every((name) => WHOLE.includes(given.get(name) ?? 0));
}

/** `undefined`: nothing reads it. Throws UNSUPPORTED where it is read in a way that ncnn has not, or in two ways. */
export function inputUse(
	value: GraphValue,
	nodes: readonly Node[],
	aliases: Aliases,
	exact: ReadonlySet<Node>,
): InputUse | undefined {
	const type = elementTypeOf(value);
	let use: InputUse | undefined;
	for (const node of nodes)
		for (const [position, name] of node.inputs.entries()) {
			const { origin, isCast } = aliases.get(name) ?? { origin: name, isCast: false };
			if (origin !== value.name) continue;
			const isNumber = isCast || type === DTYPES.float32.number || exact.has(node);
			const isIndex = node.operator === "Gather" && position === 1 && INDICES.includes(type);
			const own: InputUse | undefined = isNumber ? "numbers" : isIndex ? "indices" : undefined;
			if (own === undefined || (use !== undefined && use !== own))
				throw unsupported(
					"ncnn",
					`ncnn computes in float32 but ${node.operator} takes input \`${value.name}\` of another element type.`,
					"convert",
				);
			use = own;
		}
	return use;
}

import type { Draft, DraftNode } from "./draft.ts";

/** A product or quotient with one number, then another: one with their product. */
export function fuseScales({ constants }: Draft, before: DraftNode, node: DraftNode): boolean {
	const [first, second] = [scaleOf(constants, before), scaleOf(constants, node, before.outputs[0])];
	if (first === undefined || second === undefined) return false;
	const factor = first.factor * second.factor;
	const number = before.node.operator === "Div" ? 1 / factor : factor;
	const name = `${node.outputs[0]}\0scale`;
	const shape = first.rank + second.rank > 0 ? [1] : [];
	constants.set(name, { dtype: "float32", shape, data: Float32Array.of(number) });
	before.inputs = before.node.operator === "Div" ? [first.of, name] : [name, first.of];
	return true;
}

/** What `node` multiplies by which number, where that is all that it does. */
function scaleOf(
	constants: Draft["constants"],
	{ node, inputs }: DraftNode,
	other?: string,
): { readonly of: string; readonly factor: number; readonly rank: number } | undefined {
	if (node.domain !== "" || (node.operator !== "Mul" && node.operator !== "Div")) return undefined;
	for (const [i, name] of inputs.entries()) {
		const constant = constants.get(name);
		const of = inputs[1 - i] as string;
		if (constant?.dtype !== "float32" || constant.data.length !== 1 || constant.shape.length > 1) continue;
		if (node.operator === "Div" && i === 0) continue;
		if (other !== undefined && of !== other) continue;
		const number = constant.data[0] as number;
		return { of, factor: node.operator === "Div" ? 1 / number : number, rank: constant.shape.length };
	}
	return undefined;
}

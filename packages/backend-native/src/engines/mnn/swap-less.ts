import type { Model, Node } from "@polyinfer/model";

/** Before it, the second input alone was stretched, which does not hold for swapped ones. */
const BROADCASTS_BOTH_FROM = 7;

/**
 * The model with `Greater` of swapped inputs in place of each `Less`, which says the same: MNN 3.6 answers `Less` in a wrong
 * order of elements on x86. The model itself where there is none.
 */
export function swapLess(model: Model): Model {
	if ((model.opsets.get("") ?? 0) < BROADCASTS_BOTH_FROM || !model.graph.nodes.some(isLess)) return model;
	const nodes = model.graph.nodes.map((node) =>
		isLess(node) ? { ...node, operator: "Greater", inputs: [...node.inputs].reverse() } : node,
	);
	return { ...model, graph: { ...model.graph, nodes } };
}

function isLess({ operator, domain }: Node): boolean {
	return operator === "Less" && domain === "";
}

import type { Graph, GraphValue, Weight } from "@polyinfer/model";

/**
 * The same graph under names of our own, without spaces and signs that a line of text cannot hold: `x0` inputs, `y0` outputs,
 * `v0` all else. What the file says of values between nodes is left out.
 */
export function plainNames(graph: Graph): Graph {
	const names = new Map<string, string>();
	for (const [i, { name }] of graph.inputs.entries()) names.set(name, `x${i}`);
	for (const [i, { name }] of graph.outputs.entries()) names.set(name, `y${i}`);
	const plain = (name: string): string => {
		if (name === "") return "";
		const known = names.get(name) ?? `v${names.size}`;
		names.set(name, known);
		return known;
	};
	const value = (one: GraphValue): GraphValue => ({ name: plain(one.name), type: one.type });
	const weights = new Map<string, Weight>();
	for (const [name, weight] of graph.weights) weights.set(plain(name), { ...weight, name: plain(name) });
	return {
		name: "graph",
		inputs: graph.inputs.map(value),
		outputs: graph.outputs.map(value),
		nodes: graph.nodes.map((node, i) => ({
			...node,
			name: `n${i}`,
			inputs: node.inputs.map(plain),
			outputs: node.outputs.map(plain),
		})),
		weights,
		sparseWeights: graph.sparseWeights,
		values: new Map(),
	};
}

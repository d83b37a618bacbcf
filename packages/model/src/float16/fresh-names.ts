import type { Graph, Model } from "../graph.ts";
import { graphsIn } from "./type-scope.ts";

/** Gives names that no value and no node of the model has, each once. */
export function freshNames(model: Model): (wish: string) => string {
	const taken = new Set<string>();
	collect(model.graph, taken);
	return (wish) => {
		let name = wish;
		for (let i = 2; taken.has(name); i++) name = `${wish}_${i}`;
		taken.add(name);
		return name;
	};
}

function collect(graph: Graph, taken: Set<string>): void {
	for (const { name } of [...graph.inputs, ...graph.outputs]) taken.add(name);
	for (const name of [...graph.weights.keys(), ...graph.sparseWeights.keys()]) taken.add(name);
	for (const node of graph.nodes) {
		taken.add(node.name);
		for (const name of node.outputs) taken.add(name);
		for (const inner of graphsIn(node)) collect(inner, taken);
	}
}

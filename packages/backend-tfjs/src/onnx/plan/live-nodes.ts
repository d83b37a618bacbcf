import { type Graph, graphsOf, type Node } from "@polyinfer/model";

/** The nodes, in their order, that `outputs` depend on. */
export function liveNodes(nodes: readonly Node[], outputs: readonly string[]): Node[] {
	const wanted = new Set(outputs);
	const live: Node[] = [];
	for (const node of nodes.toReversed()) {
		if (!node.outputs.some((name) => wanted.has(name))) continue;
		live.push(node);
		for (const name of node.inputs) wanted.add(name);
		for (const graph of bodiesOf(node)) wantAll(graph, wanted);
	}
	return live.reverse();
}

/** Names of a body may be those of the graph around it; one too many keeps a node that nobody needs. */
function wantAll(graph: Graph, wanted: Set<string>): void {
	for (const { name } of graph.outputs) wanted.add(name);
	for (const node of graph.nodes) {
		for (const name of node.inputs) wanted.add(name);
		for (const inner of bodiesOf(node)) wantAll(inner, wanted);
	}
}

function bodiesOf({ attributes }: Node): Graph[] {
	return [...attributes.values()].flatMap(graphsOf);
}

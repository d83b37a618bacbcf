import { type Graph, graphsOf } from "@polyinfer/model";

/** The graph and all that nodes hold. */
export function* graphsIn(graph: Graph): Iterable<Graph> {
	yield graph;
	for (const { attributes } of graph.nodes)
		for (const attribute of attributes.values()) for (const inner of graphsOf(attribute)) yield* graphsIn(inner);
}

import type { Attribute, Graph } from "../graph.ts";

/** The subgraphs in an attribute. */
export function graphsOf(attribute: Attribute): readonly Graph[] {
	if (attribute.kind === "graph") return [attribute.value];
	return attribute.kind === "graphs" ? attribute.value : [];
}

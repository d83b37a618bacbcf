import { DTYPES } from "@polyinfer/core";
import { type Attribute, attribute, type Graph, graphsOf, type Model, type Node } from "@polyinfer/model";

/** Of ConstantOfShape-9: a tensor of one float32 zero. */
const ZERO: Attribute = attribute.tensor({
	name: "value",
	elementType: DTYPES.float32.number,
	shape: [1],
	data: { kind: "bytes", bytes: new Uint8Array(4) },
});

/**
 * The model with the `value` of each ConstantOfShape written out, subgraphs and functions included: MNN's converter fills
 * with whatever lies in memory where it is left out. The model itself where none is.
 */
export function writeDefaults(model: Model): Model {
	const graph = inGraph(model.graph);
	const functions = model.functions.map((one) => {
		const nodes = inNodes(one.nodes);
		return nodes === one.nodes ? one : { ...one, nodes };
	});
	const isSame = graph === model.graph && functions.every((one, i) => one === model.functions[i]);
	return isSame ? model : { ...model, graph, functions };
}

function inGraph(graph: Graph): Graph {
	const nodes = inNodes(graph.nodes);
	return nodes === graph.nodes ? graph : { ...graph, nodes };
}

function inNodes(nodes: readonly Node[]): readonly Node[] {
	const changed = nodes.map(inNode);
	return changed.every((node, i) => node === nodes[i]) ? nodes : changed;
}

function inNode(node: Node): Node {
	const attributes = new Map<string, Attribute>();
	let isSame = true;
	for (const [name, value] of node.attributes) {
		const inside = inAttribute(value);
		isSame &&= inside === value;
		attributes.set(name, inside);
	}
	if (node.operator === "ConstantOfShape" && node.domain === "" && !attributes.has("value")) {
		attributes.set("value", ZERO);
		isSame = false;
	}
	return isSame ? node : { ...node, attributes };
}

function inAttribute(value: Attribute): Attribute {
	const graphs = graphsOf(value);
	const changed = graphs.map(inGraph);
	if (changed.every((graph, i) => graph === graphs[i])) return value;
	return value.kind === "graph" ? { kind: "graph", value: changed[0] as Graph } : { kind: "graphs", value: changed };
}

import type { Attribute, Graph, ModelFunction, Node, Weight } from "@polyinfer/model";

/** What a function's body is made into: another name for each value, and the attributes of the call. */
interface Substitution {
	readonly rename: (name: string) => string;
	readonly attribute: (name: string) => Attribute | undefined;
}

/** The nodes that a call of a model's own function stands for. `prefix` makes its inner names unlike all others. */
export function inlineFunction(called: ModelFunction, call: Node, prefix: string): Node[] {
	const names = new Map<string, string>([["", ""]]);
	for (const [i, name] of called.inputs.entries()) names.set(name, call.inputs[i] ?? "");
	for (const [i, name] of called.outputs.entries()) names.set(name, call.outputs[i] || prefix + name);
	return substituteNodes(called.nodes, {
		rename: (name) => names.get(name) ?? prefix + name,
		attribute: (name) => call.attributes.get(name) ?? called.attributeDefaults.get(name),
	});
}

function substituteNodes(nodes: readonly Node[], by: Substitution): Node[] {
	return nodes.map((node) => ({
		...node,
		inputs: node.inputs.map(by.rename),
		outputs: node.outputs.map(by.rename),
		attributes: substituteAttributes(node.attributes, by),
	}));
}

/** A reference to what the call leaves out, and what has no default, is left out too. */
function substituteAttributes(attributes: Node["attributes"], by: Substitution): Map<string, Attribute> {
	const substituted = new Map<string, Attribute>();
	for (const [name, attribute] of attributes) {
		const given = attribute.kind === "reference" ? by.attribute(attribute.name) : attribute;
		if (given === undefined) continue;
		// A graph that the call gives has the names of the call's surroundings already.
		const isOwn = given === attribute && given.kind === "graph";
		substituted.set(name, isOwn ? { kind: "graph", value: substituteGraph(given.value, by) } : given);
	}
	return substituted;
}

function substituteGraph(graph: Graph, by: Substitution): Graph {
	const weights = new Map<string, Weight>();
	for (const [name, weight] of graph.weights) weights.set(by.rename(name), weight);
	return {
		...graph,
		inputs: graph.inputs.map((value) => ({ ...value, name: by.rename(value.name) })),
		outputs: graph.outputs.map((value) => ({ ...value, name: by.rename(value.name) })),
		nodes: substituteNodes(graph.nodes, by),
		weights,
	};
}

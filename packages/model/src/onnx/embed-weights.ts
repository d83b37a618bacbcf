import { InferenceError } from "@polyinfer/core";
import type { Attribute, ExternalData, Graph, Model, Weight } from "../graph.ts";

/** Gives the bytes of a weight that lies in another file; `undefined` where there are none. */
type ReadExternal = (external: ExternalData) => Uint8Array | undefined;

/**
 * The same model with the weights that lie in other files in its own: whatever `read` gives of them, which the new model
 * borrows. Throws INVALID_ARGUMENT where it gives none or another number of bytes than asked for, and what `read` throws.
 */
export function embedWeights(model: Model, read: ReadExternal): Model {
	return { ...model, graph: embedInGraph(model.graph, read) };
}

function embedInGraph(graph: Graph, read: ReadExternal): Graph {
	const nodes = graph.nodes.map((node) => {
		const attributes = [...node.attributes].map(([name, one]) => [name, embedInAttribute(one, read)] as const);
		return { ...node, attributes: new Map(attributes) };
	});
	const weights = [...graph.weights].map(([name, weight]) => [name, embedded(weight, read)] as const);
	return { ...graph, nodes, weights: new Map(weights) };
}

function embedInAttribute(attribute: Attribute, read: ReadExternal): Attribute {
	switch (attribute.kind) {
		case "tensor":
			return { ...attribute, value: embedded(attribute.value, read) };
		case "graph":
			return { ...attribute, value: embedInGraph(attribute.value, read) };
		case "graphs":
			return { ...attribute, value: attribute.value.map((graph) => embedInGraph(graph, read)) };
		default:
			return attribute;
	}
}

function embedded(weight: Weight, read: ReadExternal): Weight {
	if (weight.data.kind !== "external") return weight;
	const { external } = weight.data;
	const { location, length } = external;
	const bytes = read(external);
	if (bytes === undefined || (length !== undefined && bytes.length !== length))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${length ?? "the"} bytes of ${location} for weight \`${weight.name}\` but received ${bytes?.length ?? "none"}.`,
		);
	return { ...weight, data: { kind: "bytes", bytes } };
}

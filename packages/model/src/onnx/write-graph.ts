import type { Attribute, Graph, Node } from "../graph.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { ATTRIBUTE, ATTRIBUTE_TYPE, GRAPH, NODE } from "./schema.ts";
import { writeTensor } from "./write-tensor.ts";
import { writeType, writeValue } from "./write-type.ts";

/** `GraphProto`. */
export function writeGraph(graph: Graph): WireWriter {
	const writer = new WireWriter();
	for (const node of graph.nodes) writer.message(GRAPH.nodes, writeNode(node));
	writer.string(GRAPH.name, graph.name);
	for (const [name, weight] of graph.weights) writer.message(GRAPH.weights, writeTensor({ ...weight, name }));
	if (graph.description !== undefined) writer.string(GRAPH.description, graph.description);
	for (const value of graph.inputs) writer.message(GRAPH.inputs, writeValue(value));
	for (const value of graph.outputs) writer.message(GRAPH.outputs, writeValue(value));
	for (const value of graph.values.values()) writer.message(GRAPH.values, writeValue(value));
	for (const bytes of graph.sparseWeights.values()) writer.bytes(GRAPH.sparseWeights, bytes);
	return writer;
}

/** `NodeProto`. */
export function writeNode(node: Node): WireWriter {
	const writer = new WireWriter();
	for (const name of node.inputs) writer.string(NODE.inputs, name);
	for (const name of node.outputs) writer.string(NODE.outputs, name);
	if (node.name !== "") writer.string(NODE.name, node.name);
	writer.string(NODE.operator, node.operator);
	for (const [name, attribute] of node.attributes) writer.message(NODE.attributes, writeAttribute(name, attribute));
	if (node.domain !== "") writer.string(NODE.domain, node.domain);
	if (node.overload) writer.string(NODE.overload, node.overload);
	return writer;
}

/** `AttributeProto`. */
export function writeAttribute(name: string, attribute: Attribute): WireWriter {
	const writer = new WireWriter().string(ATTRIBUTE.name, name);
	return writer.int(ATTRIBUTE.type, writeContent(writer, attribute));
}

/** Writes the content and gives its `AttributeType`. */
function writeContent(writer: WireWriter, attribute: Attribute): number {
	switch (attribute.kind) {
		case "float":
			writer.float(ATTRIBUTE.float, attribute.value);
			return ATTRIBUTE_TYPE.float;
		case "int":
			writer.int(ATTRIBUTE.int, attribute.value);
			return ATTRIBUTE_TYPE.int;
		case "string":
			writer.bytes(ATTRIBUTE.string, attribute.value);
			return ATTRIBUTE_TYPE.string;
		case "tensor":
			writer.message(ATTRIBUTE.tensor, writeTensor(attribute.value));
			return ATTRIBUTE_TYPE.tensor;
		case "graph":
			writer.message(ATTRIBUTE.graph, writeGraph(attribute.value));
			return ATTRIBUTE_TYPE.graph;
		case "type":
			writer.message(ATTRIBUTE.valueType, writeType(attribute.value));
			return ATTRIBUTE_TYPE.valueType;
		case "floats":
			for (const value of attribute.value) writer.float(ATTRIBUTE.floats, value);
			return ATTRIBUTE_TYPE.floats;
		case "ints":
			for (const value of attribute.value) writer.int(ATTRIBUTE.ints, value);
			return ATTRIBUTE_TYPE.ints;
		case "strings":
			for (const value of attribute.value) writer.bytes(ATTRIBUTE.strings, value);
			return ATTRIBUTE_TYPE.strings;
		case "tensors":
			for (const value of attribute.value) writer.message(ATTRIBUTE.tensors, writeTensor(value));
			return ATTRIBUTE_TYPE.tensors;
		case "graphs":
			for (const value of attribute.value) writer.message(ATTRIBUTE.graphs, writeGraph(value));
			return ATTRIBUTE_TYPE.graphs;
		case "types":
			for (const value of attribute.value) writer.message(ATTRIBUTE.valueTypes, writeType(value));
			return ATTRIBUTE_TYPE.valueTypes;
		case "reference":
			writer.string(ATTRIBUTE.reference, attribute.name);
			return attribute.type;
		case "sparse-tensors": {
			const field = attribute.single ? ATTRIBUTE.sparseTensor : ATTRIBUTE.sparseTensors;
			for (const value of attribute.value) writer.bytes(field, value);
			return attribute.single ? ATTRIBUTE_TYPE.sparseTensor : ATTRIBUTE_TYPE.sparseTensors;
		}
	}
}

import type { Attribute, Graph, GraphValue, Node, Weight } from "../graph.ts";
import type { WireReader } from "../protobuf/wire-reader.ts";
import type { Sliced } from "../slices.ts";
import { readAttribute } from "./read-attribute.ts";
import { readTensor } from "./read-tensor.ts";
import { readValue } from "./read-type.ts";
import { GRAPH, NODE, SPARSE_TENSOR, TENSOR } from "./schema.ts";

const noAttributes: ReadonlyMap<string, Attribute> = new Map();

/** `GraphProto`. Names are checked for themselves here, and against each other by `checkModel`. */
export function* readGraph(reader: WireReader): Sliced<Graph> {
	reader.charge(900);
	const inputs: GraphValue[] = [];
	const outputs: GraphValue[] = [];
	const nodes: Node[] = [];
	const weights = new Map<string, Weight>();
	const sparseWeights = new Map<string, Uint8Array>();
	const values = new Map<string, GraphValue>();
	let name = "";
	let description: string | undefined;
	while (reader.next()) {
		if (reader.source.meter.due(2)) yield;
		switch (reader.field) {
			case GRAPH.nodes:
				nodes.push(yield* readNode(reader.message("node", nodes.length)));
				break;
			case GRAPH.weights: {
				const message = reader.message("initializer", weights.size);
				const weight = yield* readTensor(message);
				if (weight.name === "") message.fail("expected a name but received none", "name");
				if (weights.has(weight.name)) message.fail(`expected \`${weight.name}\` once but received it again`, "name");
				weights.set(weight.name, weight);
				break;
			}
			case GRAPH.sparseWeights: {
				const message = reader.message("sparse_initializer", sparseWeights.size);
				sparseWeights.set(readSparseName(message), message.content());
				break;
			}
			case GRAPH.inputs:
				inputs.push(readValue(reader.message("input", inputs.length)));
				break;
			case GRAPH.outputs:
				outputs.push(readValue(reader.message("output", outputs.length)));
				break;
			case GRAPH.values: {
				const value = readValue(reader.message("value_info", values.size));
				values.set(value.name, value);
				break;
			}
			case GRAPH.name:
				name = reader.name("name");
				break;
			case GRAPH.description:
				description = reader.text("doc_string");
				break;
			default:
				reader.skip();
		}
	}
	return {
		name,
		inputs,
		outputs,
		nodes,
		weights,
		sparseWeights,
		values,
		...(description === undefined ? {} : { description }),
	};
}

/** `NodeProto`. */
export function* readNode(reader: WireReader): Sliced<Node> {
	reader.count("nodes", reader.source.limits.maxNodes);
	reader.charge(180);
	const inputs: string[] = [];
	const outputs: string[] = [];
	let attributes: Map<string, Attribute> | undefined;
	let name = "";
	let operator = "";
	let domain = "";
	let overload = "";
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		switch (reader.field) {
			case NODE.inputs:
				inputs.push(reader.name("input"));
				break;
			case NODE.outputs:
				outputs.push(reader.name("output"));
				break;
			case NODE.name:
				name = reader.name("name");
				break;
			case NODE.operator:
				operator = reader.word("op_type");
				break;
			case NODE.domain:
				domain = ownDomain(reader.word("domain"));
				break;
			case NODE.overload:
				overload = reader.name("overload");
				break;
			case NODE.attributes: {
				if (attributes === undefined) {
					reader.charge(230);
					attributes = new Map();
				}
				const message = reader.message("attribute", attributes.size);
				const [key, value] = yield* readAttribute(message, readGraph);
				if (attributes.has(key)) message.fail(`expected \`${key}\` once but received it again`, "name");
				attributes.set(key, value);
				break;
			}
			default:
				reader.skip();
		}
	}
	if (operator === "") reader.fail("expected an operator but received none", "op_type");
	if (reader.source.isNewOperator(domain, operator)) reader.count("operators", reader.source.limits.maxOperators);
	// Arrays that grew by push hold room for many more elements; copies do not.
	const node = {
		name,
		operator,
		domain,
		inputs: inputs.slice(),
		outputs: outputs.slice(),
		attributes: attributes ?? noAttributes,
	};
	return overload === "" ? node : { ...node, overload };
}

/** `""` for ONNX's own domain under either of its names. */
export function ownDomain(domain: string): string {
	return domain === "ai.onnx" ? "" : domain;
}

/** The name of a `SparseTensorProto`: its values'. */
function readSparseName(reader: WireReader): string {
	reader.count("tensors", reader.source.limits.maxTensors);
	reader.charge(200);
	let name = "";
	while (reader.next()) {
		if (reader.field !== SPARSE_TENSOR.values) {
			reader.skip();
			continue;
		}
		const values = reader.message("values");
		while (values.next()) {
			if (values.field === TENSOR.name) name = values.name("name");
			else values.skip();
		}
	}
	if (name === "") reader.fail("expected a name but received none", "values.name");
	return name;
}

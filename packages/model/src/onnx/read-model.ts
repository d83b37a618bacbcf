import type { Attribute, Graph, Model, ModelFunction, Node } from "../graph.ts";
import type { WireReader } from "../protobuf/wire-reader.ts";
import type { Sliced } from "../slices.ts";
import { readAttribute } from "./read-attribute.ts";
import { readEntry } from "./read-entry.ts";
import { ownDomain, readGraph, readNode } from "./read-graph.ts";
import { FUNCTION, MODEL, OPSET } from "./schema.ts";

/** `ModelProto`. */
export function* readModel(reader: WireReader): Sliced<Model> {
	const opsets = new Map<string, number>();
	const properties = new Map<string, string>();
	const functions: ModelFunction[] = [];
	const texts: { -readonly [K in TextField]?: string } = {};
	let irVersion: number | undefined;
	let modelVersion: bigint | undefined;
	let graph: Graph | undefined;
	while (reader.next()) {
		const text = textFields[reader.field];
		if (text !== undefined) {
			texts[text.key] = reader.text(text.name);
			continue;
		}
		switch (reader.field) {
			case MODEL.irVersion:
				irVersion = reader.int("ir_version");
				break;
			case MODEL.modelVersion:
				modelVersion = reader.int64("model_version");
				break;
			case MODEL.graph:
				reader.once(graph, "graph");
				graph = yield* readGraph(reader.message("graph"));
				break;
			case MODEL.opsets:
				readOpset(reader.message("opset_import", opsets.size), opsets);
				break;
			case MODEL.properties: {
				reader.count("properties", reader.source.limits.maxProperties);
				const [key, value] = readEntry(reader.message("metadata_props", properties.size));
				properties.set(key, value);
				break;
			}
			case MODEL.functions:
				functions.push(yield* readFunction(reader.message("functions", functions.length)));
				break;
			default:
				reader.skip();
		}
	}
	if (irVersion === undefined || irVersion < 1) reader.fail("expected an IR version but received none", "ir_version");
	if (graph === undefined) reader.fail("expected a graph but received none", "graph");
	if (opsets.size === 0) {
		if (irVersion >= 3) reader.fail("expected an operator-set version but received none", "opset_import");
		opsets.set("", 1);
	}
	return {
		irVersion,
		opsets,
		graph,
		functions,
		properties,
		...texts,
		...(modelVersion === undefined ? {} : { modelVersion }),
	};
}

type TextField = "producerName" | "producerVersion" | "domain" | "description";

const textFields: { readonly [field: number]: { readonly key: TextField; readonly name: string } | undefined } = {
	[MODEL.producerName]: { key: "producerName", name: "producer_name" },
	[MODEL.producerVersion]: { key: "producerVersion", name: "producer_version" },
	[MODEL.domain]: { key: "domain", name: "domain" },
	[MODEL.description]: { key: "description", name: "doc_string" },
};

/** `OperatorSetIdProto`. */
function readOpset(reader: WireReader, opsets: Map<string, number>): void {
	reader.count("opsets", reader.source.limits.maxOpsets);
	reader.charge(100);
	let domain = "";
	let version = 0;
	while (reader.next()) {
		if (reader.field === OPSET.domain) domain = ownDomain(reader.name("domain"));
		else if (reader.field === OPSET.version) version = reader.int("version");
		else reader.skip();
	}
	const known = opsets.get(domain);
	if (known !== undefined && known !== version)
		reader.fail(`expected one version of \`${domain || "ai.onnx"}\` but received ${known} and ${version}`, "version");
	opsets.set(domain, version);
}

/** `FunctionProto`. */
function* readFunction(reader: WireReader): Sliced<ModelFunction> {
	reader.count("functions", reader.source.limits.maxFunctions);
	reader.charge(800);
	const inputs: string[] = [];
	const outputs: string[] = [];
	const attributes: string[] = [];
	const attributeDefaults = new Map<string, Attribute>();
	const opsets = new Map<string, number>();
	const nodes: Node[] = [];
	let name = "";
	let domain = "";
	let overload = "";
	let description: string | undefined;
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		if (reader.field === FUNCTION.inputs) inputs.push(reader.name("input"));
		else if (reader.field === FUNCTION.outputs) outputs.push(reader.name("output"));
		else if (reader.field === FUNCTION.attributes) attributes.push(reader.name("attribute"));
		else if (reader.field === FUNCTION.nodes) nodes.push(yield* readNode(reader.message("node", nodes.length)));
		else if (reader.field === FUNCTION.opsets) readOpset(reader.message("opset_import", opsets.size), opsets);
		else if (reader.field === FUNCTION.attributeDefaults) {
			const message = reader.message("attribute_proto", attributeDefaults.size);
			const [key, value] = yield* readAttribute(message, readGraph);
			if (attributeDefaults.has(key)) message.fail(`expected \`${key}\` once but received it again`, "name");
			attributeDefaults.set(key, value);
		} else if (reader.field === FUNCTION.name) name = reader.name("name");
		else if (reader.field === FUNCTION.domain) domain = ownDomain(reader.name("domain"));
		else if (reader.field === FUNCTION.overload) overload = reader.name("overload");
		else if (reader.field === FUNCTION.description) description = reader.text("doc_string");
		else reader.skip();
	}
	if (name === "") reader.fail("expected a name but received none", "name");
	return {
		name,
		domain,
		inputs,
		outputs,
		attributes,
		attributeDefaults,
		opsets,
		nodes,
		...(overload === "" ? {} : { overload }),
		...(description === undefined ? {} : { description }),
	};
}

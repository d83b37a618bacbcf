import { dtypeOfNumber, elementCount } from "@polyinfer/core";
import type { ExternalData, Graph, Model, Node, Weight } from "./graph.ts";
import { rawBytes } from "./onnx/element-bits.ts";
import { graphsOf } from "./onnx/graphs-of.ts";
import { readSparseTensor } from "./onnx/read-sparse-tensor.ts";
import { Meter, type Sliced } from "./slices.ts";

/** What the weights in one other file need of it. */
export interface ExternalFile {
	/** Name of one of the weights. */
	readonly weight: string;
	/** Where the last one ends, as far as the model tells. */
	endBytes: number;
	/** All of them together. */
	totalBytes: number;
}

/** What one walk over all graphs and functions of a model counts. */
export interface Survey {
	/** How often each operator occurs; those outside ONNX's own set as `domain:Operator`. */
	readonly operators: Map<string, number>;
	/** Operators by domain. */
	readonly domains: Map<string, Set<string>>;
	readonly parameters: { count: number; bytes: number };
	/** Other files that weights lie in, as the model spells them. */
	readonly external: Map<string, ExternalFile>;
	/** How many weights lie in other files. */
	externalCount: number;
	/** Element types without a dtype, with the name of one weight each. */
	readonly unnamedTypes: Map<number, string>;
	readonly sparseWeights: Set<string>;
}

/** Walks over a model once. */
export function* survey(model: Model): Sliced<Survey> {
	const found: Survey = {
		operators: new Map(),
		domains: new Map(),
		parameters: { count: 0, bytes: 0 },
		external: new Map(),
		externalCount: 0,
		unnamedTypes: new Map(),
		sparseWeights: new Set(),
	};
	const meter = new Meter();
	yield* surveyGraph(model.graph, found, meter);
	for (const { nodes, attributeDefaults } of model.functions) {
		yield* surveyAttributes(attributeDefaults, found, meter);
		yield* surveyNodes(nodes, found, meter);
	}
	return found;
}

function* surveyGraph(graph: Graph, found: Survey, meter: Meter): Sliced<void> {
	for (const weight of graph.weights.values()) {
		surveyWeight(weight, found);
		if (meter.due(2)) yield;
	}
	for (const [name, bytes] of graph.sparseWeights) {
		found.sparseWeights.add(name);
		yield* surveySparse(bytes, found);
		if (meter.due(20)) yield;
	}
	yield* surveyNodes(graph.nodes, found, meter);
}

function* surveyNodes(nodes: readonly Node[], found: Survey, meter: Meter): Sliced<void> {
	for (const { operator, domain, attributes } of nodes) {
		const key = domain === "" ? operator : `${domain}:${operator}`;
		found.operators.set(key, (found.operators.get(key) ?? 0) + 1);
		const operators = found.domains.get(domain) ?? new Set();
		found.domains.set(domain, operators.add(operator));
		yield* surveyAttributes(attributes, found, meter);
		if (meter.due(2)) yield;
	}
}

function* surveyAttributes(attributes: Node["attributes"], found: Survey, meter: Meter): Sliced<void> {
	for (const attribute of attributes.values()) {
		if (attribute.kind === "tensor") surveyWeight(attribute.value, found);
		else if (attribute.kind === "tensors") for (const weight of attribute.value) surveyWeight(weight, found);
		else if (attribute.kind === "sparse-tensors")
			for (const bytes of attribute.value) yield* surveySparse(bytes, found);
		for (const graph of graphsOf(attribute)) yield* surveyGraph(graph, found, meter);
	}
}

/** Of a sparse tensor only where it lies: it is not counted with the parameters. */
function* surveySparse(bytes: Uint8Array, found: Survey): Sliced<void> {
	const { values, indices } = yield* readSparseTensor(bytes);
	for (const part of [values, indices])
		if (part?.data.kind === "external")
			surveyExternal(part.name, part.data.external, part.data.external.length ?? 0, found);
}

function surveyExternal(
	weight: string,
	{ location, offset }: ExternalData,
	sizeBytes: number,
	{ external }: Survey,
): void {
	const file = external.get(location) ?? { weight, endBytes: 0, totalBytes: 0 };
	file.endBytes = Math.max(file.endBytes, offset + sizeBytes);
	file.totalBytes += sizeBytes;
	external.set(location, file);
}

function surveyWeight(weight: Weight, found: Survey): void {
	const { name, elementType, shape, data } = weight;
	const count = elementCount(shape);
	found.parameters.count += count;
	if (data.kind === "bytes") found.parameters.bytes += data.bytes.length;
	else if (data.kind === "external") {
		const sizeBytes = data.external.length ?? rawBytes(elementType, count) ?? 0;
		found.parameters.bytes += sizeBytes;
		found.externalCount++;
		surveyExternal(name, data.external, sizeBytes, found);
	} else for (const text of data.strings) found.parameters.bytes += text.length;
	if (dtypeOfNumber(elementType) === undefined && !found.unnamedTypes.has(elementType))
		found.unnamedTypes.set(elementType, name);
}

import { dtypeOfNumber, type Finding } from "@polyinfer/core";
import type { Graph, Model, Weight } from "./graph.ts";
import { infoOf, runInputs } from "./metadata.ts";
import { graphsOf } from "./onnx/graphs-of.ts";
import { finish, Meter, type Sliced } from "./slices.ts";

/** Operator sets of the ONNX standard. */
const STANDARD_DOMAINS = new Set(["", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview.training", "ai.onnx.preview"]);
/** Names listed in one message. */
const LISTED = 5;

/** What is noticed, name by name, while a model is walked over. */
interface Noticed {
	readonly domains: Map<string, Set<string>>;
	readonly locations: Set<string>;
	readonly elementTypes: Map<number, string>;
	readonly sparse: Set<string>;
	externalWeights: number;
}

/**
 * What is worth knowing about a model before an engine sees it, one entry a kind:
 * `external-data`, `custom-domain`, `functions`, `element-type`, `sparse-weight`, `unsupported-value`.
 */
export function findingsOf(model: Model): Finding[] {
	return finish(findInModel(model));
}

/** {@link findingsOf} in slices. */
export function* findInModel(model: Model): Sliced<Finding[]> {
	const noticed: Noticed = {
		domains: new Map(),
		locations: new Set(),
		elementTypes: new Map(),
		sparse: new Set(),
		externalWeights: 0,
	};
	const meter = new Meter();
	yield* noticeGraph(model.graph, noticed, meter);
	for (const { nodes } of model.functions) yield* noticeNodes(nodes, noticed, meter);
	for (const { domain } of model.functions) noticed.domains.delete(domain);
	return [...listFindings(model, noticed)];
}

/** Where the model's weights lie that are in other files: each location once, as the file spells it. */
export function externalLocations(model: Model): readonly string[] {
	const noticed: Noticed = {
		domains: new Map(),
		locations: new Set(),
		elementTypes: new Map(),
		sparse: new Set(),
		externalWeights: 0,
	};
	finish(noticeGraph(model.graph, noticed, new Meter()));
	return [...noticed.locations];
}

function* listFindings(model: Model, noticed: Noticed): Iterable<Finding> {
	const { externalWeights, locations, domains, elementTypes, sparse } = noticed;
	if (externalWeights > 0)
		yield { kind: "external-data", message: `${externalWeights} weights lie in other files: ${list(locations)}.` };
	for (const [domain, operators] of domains)
		yield { kind: "custom-domain", message: `Operators outside the ONNX standard, ${domain}: ${list(operators)}.` };
	if (model.functions.length > 0)
		yield {
			kind: "functions",
			message: `The model defines ${model.functions.length} operators itself: ${list(model.functions.map((one) => one.name))}.`,
		};
	for (const [elementType, name] of elementTypes)
		yield { kind: "element-type", message: `Weights of ONNX element type ${elementType}, which has no dtype: \`${name}\`.` };
	if (sparse.size > 0) yield { kind: "sparse-weight", message: `Sparse weights: ${list(sparse)}.` };
	const values = [
		...runInputs(model).map((value) => ({ value, side: "Input" })),
		...model.graph.outputs.map((value) => ({ value, side: "Output" })),
	];
	for (const { value, side } of values)
		if (infoOf(value, false) === undefined)
			yield {
				kind: "unsupported-value",
				message: `${side} \`${value.name}\` is not a tensor of a known dtype but ${value.type.kind === "unknown" ? "of unknown type" : `a ${value.type.kind}`}.`,
			};
}

function* noticeGraph(graph: Graph, noticed: Noticed, meter: Meter): Sliced<void> {
	for (const weight of graph.weights.values()) {
		noticeWeight(weight, noticed);
		if (meter.due(1)) yield;
	}
	for (const name of graph.sparseWeights.keys()) noticed.sparse.add(name);
	yield* noticeNodes(graph.nodes, noticed, meter);
}

function* noticeNodes(nodes: Graph["nodes"], noticed: Noticed, meter: Meter): Sliced<void> {
	for (const { domain, operator, attributes } of nodes) {
		if (!STANDARD_DOMAINS.has(domain)) {
			const operators = noticed.domains.get(domain) ?? new Set();
			noticed.domains.set(domain, operators.add(operator));
		}
		for (const attribute of attributes.values()) {
			if (attribute.kind === "tensor") noticeWeight(attribute.value, noticed);
			else if (attribute.kind === "tensors") for (const weight of attribute.value) noticeWeight(weight, noticed);
			for (const graph of graphsOf(attribute)) yield* noticeGraph(graph, noticed, meter);
		}
		if (meter.due(1)) yield;
	}
}

function noticeWeight({ name, elementType, data }: Weight, noticed: Noticed): void {
	if (data.kind === "external") {
		noticed.externalWeights++;
		noticed.locations.add(data.external.location);
	}
	if (dtypeOfNumber(elementType) === undefined && !noticed.elementTypes.has(elementType))
		noticed.elementTypes.set(elementType, name);
}

function list(names: Iterable<string>): string {
	const all = [...names];
	const shown = all.slice(0, LISTED).map((name) => `\`${name.slice(0, 100)}\``);
	return all.length > LISTED ? `${shown.join(", ")} and ${all.length - LISTED} more` : shown.join(", ");
}

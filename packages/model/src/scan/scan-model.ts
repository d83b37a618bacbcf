import type { Finding } from "@polyinfer/core";
import type { Graph, Model, Node, Weight } from "../graph.ts";
import { graphsOf } from "../onnx/graphs-of.ts";
import { Meter, type Sliced } from "../slices.ts";
import { constantSizes } from "./constant-sizes.ts";
import { embeddedFiles } from "./embedded-files.ts";
import { foreignCode } from "./foreign-code.ts";
import { functionSizes } from "./function-sizes.ts";
import type { ScanCheck } from "./scan-check.ts";
import { vendorBlobs } from "./vendor-blobs.ts";

/**
 * What a model could do to an engine that opens it: `vendor-blob`, `embedded-file`, `foreign-code`, `size-bomb`,
 * `function-bomb`. All of these are refused unless the caller trusts the model. Nothing is opened or run.
 */
export function* scanModel(model: Model): Sliced<Finding[]> {
	const checks: readonly ScanCheck[] = [vendorBlobs(), embeddedFiles(), foreignCode()];
	const meter = new Meter();
	yield* walkGraph(model.graph, checks, meter);
	for (const { nodes, attributeDefaults } of model.functions) {
		for (const node of nodes) yield* walkNode(node, checks, meter);
		const defaults: Node = { ...noNode, attributes: attributeDefaults };
		yield* walkNode(defaults, checks, meter);
	}
	const findings = checks.flatMap((check) => [...check.findings()]);
	return [...findings, ...(yield* functionSizes(model)), ...(yield* constantSizes(model))];
}

/** Attributes that a function's callers may leave out belong to no node. */
const noNode: Omit<Node, "attributes"> = { name: "", operator: "", domain: "", inputs: [], outputs: [] };

function* walkGraph(graph: Graph, checks: readonly ScanCheck[], meter: Meter): Sliced<void> {
	for (const weight of graph.weights.values()) {
		lookAt(weight, checks);
		if (meter.due(1)) yield;
	}
	for (const node of graph.nodes) yield* walkNode(node, checks, meter);
}

function* walkNode(node: Node, checks: readonly ScanCheck[], meter: Meter): Sliced<void> {
	for (const check of checks) check.node?.(node);
	for (const [name, attribute] of node.attributes) {
		for (const check of checks) check.attribute?.(attribute, name, node);
		if (attribute.kind === "tensor") lookAt(attribute.value, checks);
		else if (attribute.kind === "tensors") for (const weight of attribute.value) lookAt(weight, checks);
		for (const graph of graphsOf(attribute)) yield* walkGraph(graph, checks, meter);
		if (meter.due(1)) yield;
	}
	if (meter.due(1)) yield;
}

function lookAt(weight: Weight, checks: readonly ScanCheck[]): void {
	for (const check of checks) check.weight?.(weight);
}

import { InferenceError } from "@polyinfer/core";
import type { Graph, Model, Node } from "../graph.ts";
import type { Meter, Sliced } from "../slices.ts";
import { checkFunctions } from "./check-functions.ts";
import { graphsOf } from "./graphs-of.ts";

/** Names that a node may use, and the graphs around them. */
interface Scope {
	readonly names: Set<string>;
	readonly nodes: readonly Node[];
	readonly around: Scope | undefined;
}

/**
 * Checks that names fit together: every value is made once, before it is used, and every output is made.
 * Throws INVALID_MODEL with the field's path.
 */
export function* checkModel(model: Model, meter: Meter): Sliced<void> {
	yield* checkGraph(model.graph, "graph", undefined, meter);
	for (const [i, one] of model.functions.entries()) {
		const path = `functions[${i}]`;
		const scope: Scope = { names: new Set(), nodes: one.nodes, around: undefined };
		for (const name of one.inputs) define(scope, name, `${path}.input`);
		yield* checkNodes(one.nodes, path, scope, meter);
		for (const name of one.outputs) checkUse(scope, name, `${path}.output`);
	}
	yield* checkFunctions(model.functions, meter);
}

function* checkGraph(graph: Graph, path: string, around: Scope | undefined, meter: Meter): Sliced<void> {
	const scope: Scope = { names: new Set(), nodes: graph.nodes, around };
	for (const [i, { name }] of graph.inputs.entries()) {
		if (name === "") fail(`${path}.input[${i}].name`, "expected a name but received none");
		define(scope, name, `${path}.input[${i}]`);
		if (meter.due(1)) yield;
	}
	for (const name of graph.weights.keys()) {
		scope.names.add(name);
		if (meter.due(1)) yield;
	}
	for (const name of graph.sparseWeights.keys()) {
		if (graph.weights.has(name)) fail(`${path}.sparse_initializer`, `expected \`${name}\` to be made once`);
		scope.names.add(name);
	}
	yield* checkNodes(graph.nodes, path, scope, meter);
	const outputs = new Set<string>();
	for (const [i, { name }] of graph.outputs.entries()) {
		checkUse(scope, name, `${path}.output[${i}]`);
		if (around === undefined && outputs.has(name))
			fail(`${path}.output[${i}]`, `expected \`${name}\` once but received it again`);
		outputs.add(name);
		if (meter.due(1)) yield;
	}
}

function* checkNodes(nodes: readonly Node[], path: string, scope: Scope, meter: Meter): Sliced<void> {
	for (const [i, node] of nodes.entries()) {
		const nodePath = `${path}.node[${i}]`;
		for (const [j, name] of node.inputs.entries()) {
			if (name !== "") checkUse(scope, name, `${nodePath}.input[${j}]`, node);
			if (meter.due(1)) yield;
		}
		for (const [name, attribute] of node.attributes)
			for (const graph of graphsOf(attribute)) yield* checkGraph(graph, `${nodePath}.attribute(${name})`, scope, meter);
		for (const [j, name] of node.outputs.entries()) {
			if (name !== "") define(scope, name, `${nodePath}.output[${j}]`);
			if (meter.due(1)) yield;
		}
	}
}

function define(scope: Scope, name: string, path: string): void {
	if (scope.names.has(name)) fail(path, `expected \`${name}\` to be made once but it is made again`);
	scope.names.add(name);
}

function checkUse(scope: Scope, name: string, path: string, node?: Node): void {
	for (let one: Scope | undefined = scope; one !== undefined; one = one.around) if (one.names.has(name)) return;
	for (let one: Scope | undefined = scope; one !== undefined; one = one.around) {
		const maker = one.nodes.findIndex((other) => other.outputs.includes(name));
		if (maker >= 0)
			fail(
				path,
				`expected nodes in topological order but ${node ? `${node.operator} node \`${node.name}\`` : "the graph"} uses \`${name}\`, which node[${maker}] makes only later (unsorted nodes or a cycle)`,
			);
	}
	fail(path, `expected a value that an input, a weight or a node makes but nothing makes \`${name}\``);
}

function fail(path: string, problem: string): never {
	throw new InferenceError("INVALID_MODEL", `Broken ONNX model at ${path}: ${problem}.`);
}

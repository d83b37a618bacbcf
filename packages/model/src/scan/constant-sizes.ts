import type { Finding } from "@polyinfer/core";
import type { Graph, Model, Node } from "../graph.ts";
import { NameList } from "../list-names.ts";
import { graphsOf } from "../onnx/graphs-of.ts";
import { readSparseTensor } from "../onnx/read-sparse-tensor.ts";
import { Meter, type Sliced } from "../slices.ts";
import { SIZE_RULES } from "./known-sizes-table.ts";
import { type KnownValue, knownWeight, product } from "./known-value.ts";
import { nodeLabel } from "./scan-check.ts";

/** Elements of a value that no network has as a constant: 2 GiB even as bytes. */
const MAX_ELEMENTS = 2 ** 31;

/** What is known of the values of a graph, and of the graphs around it. */
interface Scope {
	readonly graph: Pick<Graph, "weights"> | undefined;
	readonly values: Map<string, KnownValue>;
	readonly around: Scope | undefined;
}

/**
 * A few bytes can ask for terabytes: `ConstantOfShape`, `Expand`, `Tile`, `Range` and others of constant sizes, which
 * engines compute when they load a model, and sparse weights, which they make dense. `size-bomb` for values of 2^31
 * elements and more. Only what follows from constants step by step is seen; what a loop adds up at run time is not.
 */
export function* constantSizes({ graph, functions }: Model): Sliced<Finding[]> {
	const bombs = new NameList();
	const meter = new Meter();
	yield* walkGraph(graph, undefined, bombs, meter);
	for (const { nodes } of functions)
		yield* walkNodes(nodes, { graph: undefined, values: new Map(), around: undefined }, bombs, meter);
	if (bombs.count === 0) return [];
	const message = `Values of ${MAX_ELEMENTS} elements and more, out of constants: ${bombs}.`;
	return [{ kind: "size-bomb", message, refused: true }];
}

function* walkGraph(graph: Graph, around: Scope | undefined, bombs: NameList, meter: Meter): Sliced<void> {
	for (const [name, bytes] of graph.sparseWeights) {
		yield* checkSparse(bytes, name, bombs);
		if (meter.due(20)) yield;
	}
	yield* walkNodes(graph.nodes, { graph, values: new Map(), around }, bombs, meter);
}

function* walkNodes(nodes: readonly Node[], scope: Scope, bombs: NameList, meter: Meter): Sliced<void> {
	for (const node of nodes) {
		for (const attribute of node.attributes.values()) {
			for (const graph of graphsOf(attribute)) yield* walkGraph(graph, scope, bombs, meter);
			if (attribute.kind === "sparse-tensors")
				for (const bytes of attribute.value) yield* checkSparse(bytes, nodeLabel(node), bombs);
		}
		const made = sizeOf(node, scope);
		if (made !== undefined) {
			if (made.count >= MAX_ELEMENTS) bombs.add(nodeLabel(node));
			const name = node.outputs[0];
			if (name) scope.values.set(name, made);
		}
		if (meter.due(3)) yield;
	}
}

function sizeOf(node: Node, scope: Scope): KnownValue | undefined {
	const rule = node.domain === "" ? SIZE_RULES.get(node.operator) : undefined;
	return rule?.(
		node,
		node.inputs.map((name) => lookUp(name, scope)),
	);
}

function lookUp(name: string, scope: Scope): KnownValue | undefined {
	for (let one: Scope | undefined = scope; one !== undefined; one = one.around) {
		const value = one.values.get(name);
		if (value !== undefined) return value;
		const weight = one.graph?.weights.get(name);
		if (weight === undefined) continue;
		const known = knownWeight(weight);
		one.values.set(name, known);
		return known;
	}
	return undefined;
}

function* checkSparse(bytes: Uint8Array, name: string, bombs: NameList): Sliced<void> {
	const { shape } = yield* readSparseTensor(bytes);
	if (product(shape) >= MAX_ELEMENTS) bombs.add(name);
}

import type { Attribute, Graph, Node, ValueType } from "../graph.ts";
import { graphsOf } from "../onnx/graphs-of.ts";
import { Meter, type Sliced } from "../slices.ts";
import { ELEMENT } from "./element-type.ts";
import { outputTypes } from "./output-types.ts";

/** What is done with a value that must keep float32's range: summed up, or seen by a logarithm. */
export type WideUse = "sum" | "logarithm";

/** Element types of the values of one graph, in the model as it came. */
export interface TypeScope {
	/** `unknown` for what is no tensor too. */
	readonly types: Map<string, number>;
	readonly outer: TypeScope | undefined;
	readonly inner: Map<Graph, TypeScope>;
	/** Values that must stay in float32, filled by `markExact`. */
	readonly exact: Set<string>;
	/** Values that need float32's range, filled by `markWide`. */
	readonly wide: Map<string, WideUse>;
}

/** Element types of all values of a graph and of the graphs in it. */
export function* typeScopeOf(graph: Graph, opset: number): Sliced<TypeScope> {
	return yield* scopeOf(graph, { opset, meter: new Meter() }, undefined, []);
}

/** The scope that makes a value, from the inside out. */
export function scopeOfValue(scope: TypeScope, name: string): TypeScope | undefined {
	for (let one: TypeScope | undefined = scope; one !== undefined; one = one.outer) if (one.types.has(name)) return one;
	return undefined;
}

/** Element type of a value that a node of `scope` uses. */
export function typeOfValue(scope: TypeScope, name: string): number {
	return scopeOfValue(scope, name)?.types.get(name) ?? ELEMENT.unknown;
}

interface Walk {
	readonly opset: number;
	readonly meter: Meter;
}

function* scopeOf(graph: Graph, walk: Walk, outer: TypeScope | undefined, given: readonly number[]): Sliced<TypeScope> {
	const scope: TypeScope = { types: new Map(), outer, inner: new Map(), exact: new Set(), wide: new Map() };
	for (const [i, { name, type }] of graph.inputs.entries())
		scope.types.set(name, elementType(type) || (given[i] ?? ELEMENT.unknown));
	for (const [name, weight] of graph.weights) scope.types.set(name, weight.elementType);
	for (const name of graph.sparseWeights.keys()) scope.types.set(name, ELEMENT.unknown);
	const declared = new Map([...graph.values.values(), ...graph.outputs].map(({ name, type }) => [name, type]));
	for (const node of graph.nodes) {
		const inputs = node.inputs.map((name) => (name === "" ? ELEMENT.unknown : typeOfValue(scope, name)));
		const inner = yield* innerScopes(node, inputs, walk, scope);
		const found = inner ? outputsOfBodies(node, inner) : outputTypes(node, inputs, walk.opset);
		for (const [i, name] of node.outputs.entries()) {
			const type = declared.get(name);
			scope.types.set(name, found[i] || (type ? elementType(type) : ELEMENT.unknown));
		}
		if (walk.meter.due(2)) yield;
	}
	return scope;
}

type Body = readonly [graph: Graph, scope: TypeScope];

function* innerScopes(
	node: Node,
	inputs: readonly number[],
	walk: Walk,
	scope: TypeScope,
): Sliced<readonly Body[] | undefined> {
	const graphs = graphsIn(node);
	if (graphs.length === 0) return undefined;
	const given = node.domain === "" && node.operator === "Loop" ? [ELEMENT.int64, ELEMENT.bool, ...inputs.slice(2)] : [];
	const bodies: Body[] = [];
	for (const graph of graphs) {
		const inner = yield* scopeOf(graph, walk, scope, given);
		scope.inner.set(graph, inner);
		bodies.push([graph, inner]);
	}
	return bodies;
}

/** The graphs that a node holds. */
export function graphsIn({ attributes }: Node): readonly Graph[] {
	return [...attributes.values()].flatMap((attribute: Attribute) => graphsOf(attribute));
}

/** What comes out of a body comes out of its node; two branches must agree. */
function outputsOfBodies({ domain, operator }: Node, bodies: readonly Body[]): readonly number[] {
	if (domain !== "" || !["If", "Loop", "Scan"].includes(operator)) return [];
	const [first = [], ...others] = bodies.map(([graph, scope]) =>
		graph.outputs.slice(operator === "Loop" ? 1 : 0).map(({ name }) => typeOfValue(scope, name)),
	);
	return first.map((type, i) => (others.every((other) => other[i] === type) ? type : ELEMENT.unknown));
}

function elementType(type: ValueType): number {
	return type.kind === "tensor" ? type.elementType : ELEMENT.unknown;
}

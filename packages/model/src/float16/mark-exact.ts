import type { Graph, Node } from "../graph.ts";
import { Meter, type Sliced } from "../slices.ts";
import { ELEMENT, isInteger } from "./element-type.ts";
import { operatorRow } from "./operator-table.ts";
import { graphsIn, scopeOfValue, type TypeScope } from "./type-scope.ts";

/**
 * Marks the values that integers, scales or quantised numbers are made from, back through light operators to the
 * last heavy one: indexes and sizes above 2048 have no exact float16.
 */
export function* markExact(graph: Graph, scope: TypeScope): Sliced<void> {
	yield* markGraph(graph, scope, new Meter());
}

function* markGraph(graph: Graph, scope: TypeScope, meter: Meter): Sliced<void> {
	for (let i = graph.nodes.length - 1; i >= 0; i--) {
		const node = graph.nodes[i] as Node;
		markInputs(node, scope);
		for (const inner of graphsIn(node)) {
			const innerScope = scope.inner.get(inner) as TypeScope;
			markBody(node, inner, scope, innerScope);
			yield* markGraph(inner, innerScope, meter);
		}
		if (meter.due(2)) yield;
	}
}

function markInputs(node: Node, scope: TypeScope): void {
	const row = operatorRow(node.domain, node.operator);
	const isSeed = makesIntegers(node);
	const isPassed = (row?.light === true || isCast(node)) && node.outputs.some((name) => scope.exact.has(name));
	for (const [i, name] of node.inputs.entries()) {
		if (name === "") continue;
		if (isPassed || (isSeed && i === 0) || row?.floatInputs?.includes(i)) mark(scope, name);
	}
}

/** An `If` that must be exact must be so in both branches. */
function markBody(node: Node, graph: Graph, scope: TypeScope, inner: TypeScope): void {
	if (node.domain !== "" || node.operator !== "If") return;
	for (const [i, name] of node.outputs.entries()) {
		const output = graph.outputs[i];
		if (output !== undefined && scope.exact.has(name)) mark(inner, output.name);
	}
}

function makesIntegers({ domain, operator, attributes }: Node): boolean {
	if (domain !== "") return false;
	if (operator === "QuantizeLinear" || operator === "DynamicQuantizeLinear") return true;
	const to = attributes.get("to");
	return operator === "Cast" && to?.kind === "int" && isInteger(Number(to.value));
}

function isCast({ domain, operator }: Node): boolean {
	return domain === "" && (operator === "Cast" || operator === "CastLike");
}

function mark(scope: TypeScope, name: string): void {
	const maker = scopeOfValue(scope, name);
	if (maker?.types.get(name) === ELEMENT.float32) maker.exact.add(name);
}

import type { Graph, Node } from "../graph.ts";
import { Meter, type Sliced } from "../slices.ts";
import { ELEMENT } from "./element-type.ts";
import { operatorRow } from "./operator-table.ts";
import type { Rewriting } from "./rewriting.ts";
import { graphsIn, scopeOfValue, type TypeScope, type WideUse } from "./type-scope.ts";

/** Products and powers that are summed up are far larger than their factors. */
const SUMMED: readonly string[] = ["Exp", "Mul"];
/** Near 0 a logarithm tells numbers apart that are all 0 in float16, and it brings infinitely large powers back. */
const MAKES_LOGARITHMS: readonly string[] = ["Exp", "Sigmoid", "Softmax"];
const BEFORE_LOGARITHMS: readonly string[] = ["Add", "Clip", "Div", "Max", "Min", "Mul", "Sub", "Sum"];

/** Marks the values that sums and logarithms are made of, back to what makes them large or small. */
export function* markWide(graph: Graph, scope: TypeScope, rewriting: Rewriting): Sliced<void> {
	yield* markGraph(graph, scope, rewriting, new Meter());
}

/** Whether a node makes a marked value in such a way that float16 would spoil it. */
export function isWide({ domain, operator, outputs }: Node, { wide }: TypeScope): boolean {
	if (domain !== "") return false;
	return outputs.some((name) => {
		const use = wide.get(name);
		if (use === "sum") return SUMMED.includes(operator);
		return use === "logarithm" && (MAKES_LOGARITHMS.includes(operator) || BEFORE_LOGARITHMS.includes(operator));
	});
}

function* markGraph(graph: Graph, scope: TypeScope, rewriting: Rewriting, meter: Meter): Sliced<void> {
	for (let i = graph.nodes.length - 1; i >= 0; i--) {
		const node = graph.nodes[i] as Node;
		const use = useOfInputs(node, scope, rewriting);
		if (use !== undefined) for (const name of node.inputs) mark(scope, name, use);
		for (const inner of graphsIn(node)) yield* markGraph(inner, scope.inner.get(inner) as TypeScope, rewriting, meter);
		if (meter.due(2)) yield;
	}
}

function useOfInputs(node: Node, { wide }: TypeScope, rewriting: Rewriting): WideUse | undefined {
	const { domain, operator, outputs } = node;
	if (domain !== "") return undefined;
	if (operator === "Log") return "logarithm";
	if ((operator.startsWith("Reduce") || operator.startsWith("Cum")) && rewriting.isAsked(node)) return "sum";
	const uses = outputs.flatMap((name) => wide.get(name) ?? []);
	if (uses.includes("logarithm") && BEFORE_LOGARITHMS.includes(operator)) return "logarithm";
	return operatorRow(domain, operator)?.moves ? uses[0] : undefined;
}

function mark(scope: TypeScope, name: string, use: WideUse): void {
	const maker = name === "" ? undefined : scopeOfValue(scope, name);
	if (maker?.types.get(name) === ELEMENT.float32 && maker.wide.get(name) !== "logarithm") maker.wide.set(name, use);
}

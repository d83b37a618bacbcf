import { attribute } from "../attribute.ts";
import type { Attribute, Graph, Model, Node } from "../graph.ts";
import { graphsOf } from "../onnx/graphs-of.ts";
import { finish } from "../slices.ts";
import { ELEMENT } from "./element-type.ts";
import { freshNames } from "./fresh-names.ts";
import { operatorRow } from "./operator-table.ts";
import { type TypeScope, typeOfValue, typeScopeOf } from "./type-scope.ts";

/**
 * The same model, rounding to float16 behind each node that makes float16. An engine without float16 arithmetic, as ONNX
 * Runtime is on most processors, computes a float16 model in float32 throughout: what float16 cannot hold is then not
 * seen. Of this model it gives the numbers that an engine gives which computes each node in float16 with float32 sums:
 * overflow to infinity and lost digits included. For judging a model, not for using it. The new model shares memory
 * with the old one.
 */
export function roundFloat16(model: Model): Model {
	const fresh = freshNames(model);
	const scope = finish(typeScopeOf(model.graph, model.opsets.get("") ?? 1));
	return { ...model, graph: roundGraph(model.graph, scope, fresh) };
}

function roundGraph(graph: Graph, scope: TypeScope, fresh: (wish: string) => string): Graph {
	const nodes = graph.nodes.flatMap((node) => {
		const made = withRoundedBodies(node, scope, fresh);
		if (!rounds(node)) return [made];
		const outputs = [...made.outputs];
		const after: Node[] = [];
		for (const [i, name] of made.outputs.entries()) {
			if (name === "" || typeOfValue(scope, name) !== ELEMENT.float16) continue;
			outputs[i] = fresh(`${name}_unrounded`);
			after.push(...roundingNodes(outputs[i], name, fresh));
		}
		return [{ ...made, outputs }, ...after];
	});
	return { ...graph, nodes };
}

/** What moves numbers, or hands out what a body has made, has nothing to round. */
function rounds({ domain, operator, attributes }: Node): boolean {
	if (domain === "" && (operator === "Cast" || operator === "Constant")) return false;
	if (operatorRow(domain, operator)?.moves) return false;
	return ![...attributes.values()].some((one) => graphsOf(one).length > 0);
}

function withRoundedBodies(node: Node, scope: TypeScope, fresh: (wish: string) => string): Node {
	const attributes = new Map<string, Attribute>();
	for (const [name, one] of node.attributes) {
		const graphs = graphsOf(one).map((graph) => roundGraph(graph, scope.inner.get(graph) as TypeScope, fresh));
		if (one.kind === "graph") attributes.set(name, { ...one, value: graphs[0] as Graph });
		else attributes.set(name, one.kind === "graphs" ? { ...one, value: graphs } : one);
	}
	return { ...node, attributes };
}

/**
 * To float32, float16, float32, float16. An engine leaves out a Cast and the one behind it where one of the two is its own,
 * so only the middle pair rounds; a Max of one number keeps it apart from the others.
 */
function roundingNodes(from: string, to: string, fresh: (wish: string) => string): Node[] {
	const nodes: Node[] = [];
	const put = (operator: string, input: string, output: string, elementType?: number): string => {
		const attributes = new Map(elementType === undefined ? [] : [["to", attribute.int(elementType)] as const]);
		nodes.push({ name: "", operator, domain: "", inputs: [input], outputs: [output], attributes });
		return output;
	};
	const toFloat = (input: string): string => {
		const cast = put("Cast", input, fresh(`${to}_wide`), ELEMENT.float32);
		return put("Max", cast, fresh(`${to}_apart`));
	};
	const half = put("Cast", toFloat(from), fresh(`${to}_rounded`), ELEMENT.float16);
	put("Cast", toFloat(half), to, ELEMENT.float16);
	return nodes;
}

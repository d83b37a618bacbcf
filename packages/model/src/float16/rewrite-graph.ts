import type { Attribute, Graph, Node } from "../graph.ts";
import { graphsOf } from "../onnx/graphs-of.ts";
import { Meter, type Sliced } from "../slices.ts";
import { ELEMENT } from "./element-type.ts";
import { countKept, emit } from "./emit.ts";
import { finishGraph } from "./finish-graph.ts";
import { GraphDraft } from "./graph-draft.ts";
import { halfRange } from "./half-range.ts";
import { rewriteNode } from "./rewrite-node.ts";
import type { Rewriting } from "./rewriting.ts";
import { graphsIn, type TypeScope, typeOfValue } from "./type-scope.ts";
import type { Form } from "./value.ts";

/** The forms that the float32 inputs and outputs of a model get. */
export interface ModelForms {
	readonly inputs: Form;
	readonly outputs: Form;
}

/** The graph of a model, rewritten. Its inputs and outputs keep their names. */
export function* rewriteGraph(graph: Graph, scope: TypeScope, forms: ModelForms, rewriting: Rewriting): Sliced<Graph> {
	const draft = new GraphDraft(rewriting, scope);
	const given = new Set([...graph.inputs.map(({ name }) => name), ...graph.weights.keys()]);
	const outputs = graph.outputs.map(({ name }): Form => {
		// What is an input or a weight too cannot have two types under one name.
		if (!given.has(name)) return forms.outputs;
		return graph.weights.has(name) ? "float" : forms.inputs;
	});
	for (const [i, { name }] of graph.outputs.entries()) draft.claims.set(name, outputs[i] as Form);
	return yield* rewriteInto(draft, graph, forms.inputs, outputs);
}

function* rewriteInto(draft: GraphDraft, graph: Graph, inputs: Form, outputs: readonly Form[]): Sliced<Graph> {
	const meter = new Meter();
	defineInputs(draft, graph, inputs);
	yield* defineWeights(draft, graph);
	for (const node of graph.nodes) {
		if (graphsIn(node).length > 0) yield* rewriteWithBodies(draft, node);
		else rewriteNode(draft, node);
		if (meter.due(5)) yield;
	}
	const names: string[] = [];
	for (const [i, { name }] of graph.outputs.entries()) draft.take(name, outputs[i] as Form, names, i);
	return yield* finishGraph(draft, graph, names, outputs);
}

function defineInputs(draft: GraphDraft, graph: Graph, form: Form): void {
	for (const { name } of graph.inputs) {
		const type = typeOfValue(draft.scope, name);
		if (graph.weights.has(name) && !isDefault(draft)) continue;
		draft.define({ name, type, home: form, names: { [form]: draft.nameOf(name, form, form) } });
	}
}

/** From IR version 4 on a weight that is an input too is its default, which a run may override. */
function isDefault({ rewriting, outer }: GraphDraft): boolean {
	return outer === undefined && rewriting.irVersion >= 4;
}

function* defineWeights(draft: GraphDraft, graph: Graph): Sliced<void> {
	for (const [name, weight] of graph.weights) {
		if (draft.values.has(name)) continue;
		const { elementType: type, data } = weight;
		const isHere = data.kind === "bytes" || (data.kind === "external" && draft.rewriting.externalBytes !== undefined);
		if (type === ELEMENT.float32 && isHere) {
			const range = data.kind === "bytes" ? yield* halfRange(weight) : "inside";
			draft.define({ name, type, home: "both", lineage: "constant", range, weight });
		} else draft.define({ name, type, lineage: "constant", names: { float: name } });
	}
}

/** A node with graphs in it: `If` hands float16 out, `Loop` and `Scan` carry float32, which sums need. */
function* rewriteWithBodies(draft: GraphDraft, node: Node): Sliced<void> {
	const { rewriting, scope } = draft;
	const isIf = node.domain === "" && node.operator === "If" && !rewriting.isAsked(node);
	const forms = node.outputs.map((name): Form => {
		const isFloat = typeOfValue(scope, name) === ELEMENT.float32;
		return isIf && isFloat && !scope.exact.has(name) ? "half" : "float";
	});
	const touchesFloat = [...node.inputs, ...node.outputs].some((name) => typeOfValue(scope, name) === ELEMENT.float32);
	if (touchesFloat && isIf && forms.includes("half")) rewriting.counts.converted++;
	else if (touchesFloat) countKept(rewriting, node, rewriting.isAsked(node) ? "asked" : "operator");
	const attributes = new Map<string, Attribute>();
	for (const [name, attribute] of node.attributes) {
		const graphs: Graph[] = [];
		for (const graph of graphsOf(attribute)) {
			const inner = new GraphDraft(rewriting, scope.inner.get(graph) as TypeScope, draft);
			const outputs = graph.outputs.map((_, i): Form => (isIf ? (forms[i] ?? "float") : "float"));
			graphs.push(yield* rewriteInto(inner, graph, "float", outputs));
		}
		attributes.set(name, withGraphs(attribute, graphs));
	}
	emit(draft, { ...node, attributes }, { inputs: () => "float", outputs: (i) => forms[i] as Form });
}

function withGraphs(attribute: Attribute, graphs: readonly Graph[]): Attribute {
	if (attribute.kind === "graph") return { ...attribute, value: graphs[0] as Graph };
	return attribute.kind === "graphs" ? { ...attribute, value: graphs } : attribute;
}

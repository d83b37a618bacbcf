import { InferenceError } from "@polyinfer/core";
import { attribute } from "../attribute.ts";
import type { Graph, GraphValue, Node, ValueType, Weight } from "../graph.ts";
import { rawBytes } from "../onnx/element-bits.ts";
import { Meter, type Sliced } from "../slices.ts";
import { ELEMENT } from "./element-type.ts";
import type { GraphDraft } from "./graph-draft.ts";
import { halfWeight } from "./half-weight.ts";
import type { Rewriting } from "./rewriting.ts";
import type { Form, Value } from "./value.ts";

/** The new graph of a draft whose nodes are all there. `names` are those of its outputs, in `forms`. */
export function* finishGraph(
	draft: GraphDraft,
	graph: Graph,
	names: readonly string[],
	forms: readonly Form[],
): Sliced<Graph> {
	for (const value of draft.values.values()) keepName(value);
	const weights = yield* finishWeights(draft, graph);
	const outputs = graph.outputs.map(
		(output, i): GraphValue => ({
			...output,
			name: names[i] as string,
			type: draft.find(output.name)?.type === ELEMENT.float32 ? typeIn(output.type, forms[i] as Form) : output.type,
		}),
	);
	return {
		...graph,
		inputs: finishInputs(draft, graph),
		outputs,
		nodes: yield* finishNodes(draft),
		weights,
		values: new Map([...graph.values].flatMap(([name, value]) => finishValue(draft, name, value))),
	};
}

/** A constant that is needed in float16 alone keeps its name. */
function keepName({ home, name, names, uses, draft }: Value): void {
	if (home !== "both" || uses.float.length > 0 || uses.half.length === 0 || draft.claims.has(name)) return;
	for (const use of uses.half) use.names[use.at] = name;
	names.half = name;
}

function* finishWeights(draft: GraphDraft, graph: Graph): Sliced<ReadonlyMap<string, Weight>> {
	const weights = new Map<string, Weight>();
	for (const [name, weight] of graph.weights) {
		const value = draft.values.get(name) as Value;
		const { names, uses, home, type } = value;
		const isHalf = type === ELEMENT.float32 && (home === "half" || (home === "both" && uses.half.length > 0));
		if (!isHalf || (home === "both" && uses.float.length > 0)) weights.set(names.float ?? name, weight);
		if (isHalf) {
			const half = names.half as string;
			weights.set(half, { ...(yield* convert(weight, draft.rewriting)), name: half });
		}
	}
	for (const [name, weight] of draft.newWeights) weights.set(name, weight);
	return weights;
}

function* convert(weight: Weight, { counts, externalBytes }: Rewriting): Sliced<Weight> {
	counts.weights++;
	if (weight.data.kind !== "external") return yield* halfWeight(weight, counts);
	const { external } = weight.data;
	const bytes = externalBytes?.(external);
	const expected = rawBytes(
		weight.elementType,
		weight.shape.reduce((product, size) => product * size, 1),
	);
	if (bytes === undefined || bytes.length !== expected)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${expected} bytes of ${external.location} for weight \`${weight.name}\` but received ${bytes?.length ?? "none"}.`,
		);
	return yield* halfWeight({ ...weight, data: { kind: "bytes", bytes } }, counts);
}

function* finishNodes(draft: GraphDraft): Sliced<readonly Node[]> {
	const meter = new Meter();
	for (const value of draft.values.values()) {
		if (value.alias !== undefined) continue;
		if (value.weight !== undefined && value.entry !== draft.entries[0]) yield* finishConstant(value, draft.rewriting);
		if (value.halfSource !== undefined && value.uses.float.length === 0) {
			value.entry.node = undefined;
			draft.rewriting.counts.castsRemoved++;
		}
		if (meter.due(1)) yield;
	}
	return draft.entries.flatMap(({ node, after }) => (node === undefined ? after : [node, ...after]));
}

/** A Constant node in the forms that are needed. */
function* finishConstant({ entry, names, uses, weight, name }: Value, rewriting: Rewriting): Sliced<void> {
	const node = entry.node as Node;
	if (uses.float.length > 0 && names.float !== name) entry.node = { ...node, outputs: [names.float as string] };
	if (uses.half.length === 0) return;
	const half = yield* convert(weight as Weight, rewriting);
	const made: Node = {
		...node,
		outputs: [names.half as string],
		attributes: new Map([["value", attribute.tensor(half)]]),
	};
	if (uses.float.length === 0) entry.node = made;
	else entry.after.push({ ...made, name: rewriting.fresh(`${name}_constant`) });
}

/** Before IR version 4 every weight is an input too. */
function finishInputs(draft: GraphDraft, graph: Graph): readonly GraphValue[] {
	const listsWeights = draft.outer === undefined && draft.rewriting.irVersion < 4;
	return graph.inputs.flatMap((input) => {
		const { type, names, home } = draft.values.get(input.name) as Value;
		if (type !== ELEMENT.float32) return [input];
		const half: GraphValue = { ...input, type: typeIn(input.type, "half") };
		if (names.half === input.name) return [half];
		const isBoth = listsWeights && home === "both" && names.half !== undefined;
		return isBoth ? [input, { ...half, name: names.half as string }] : [input];
	});
}

/** What the file says of a value, where that value is still there. */
function finishValue(draft: GraphDraft, name: string, value: GraphValue): readonly [string, GraphValue][] {
	const made = draft.values.get(name);
	if (made?.alias !== undefined) return [];
	if (made === undefined || made.type !== ELEMENT.float32) return [[name, value]];
	if (made.names.half === name) return [[name, { ...value, type: typeIn(value.type, "half") }]];
	if (made.halfSource !== undefined && made.uses.float.length === 0) return [];
	return made.names.float === undefined || made.names.float === name ? [[name, value]] : [];
}

function typeIn(type: ValueType, form: Form): ValueType {
	return type.kind === "tensor" && form === "half" ? { ...type, elementType: ELEMENT.float16 } : type;
}

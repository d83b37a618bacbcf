import { DTYPES } from "@polyinfer/core";
import type { Attribute, Graph, GraphValue, Model, Node } from "@polyinfer/model";
import { unsupported } from "../../../errors.ts";
import { aliasesOf, elementTypeOf } from "./aliases.ts";
import { inputUse, isExactStep } from "./input-uses.ts";
import { plainNames } from "./plain-names.ts";
import { truncateCasts } from "./truncate-casts.ts";

/** Where one output of a model comes from. */
export type OutputSource =
	/** It is the input with this number. */
	| { readonly kind: "input"; readonly index: number; readonly isCast: boolean }
	/** Output of the cleaned graph with this number; `isWhole`: of integers that float32 may not have held. */
	| { readonly kind: "computed"; readonly index: number; readonly isWhole: boolean };

/** A graph as pnnx takes it well, and how the model's inputs and outputs are found in it. */
export interface CleanedGraph {
	/** Names are plain and short; no `Identity`; no input that nothing reads. Without nodes, there is nothing to convert. */
	readonly model: Model;
	/** By input of the model without defaults: which input of the cleaned graph it is; `undefined`: nothing reads it. */
	readonly inputs: readonly (number | undefined)[];
	readonly outputs: readonly OutputSource[];
}

/**
 * Takes out of a graph what pnnx stumbles over: `Identity`, casts that the session makes, and names that a line of text cannot
 * hold. Throws UNSUPPORTED for what ncnn cannot compute whatever the converter says: control flow, and arithmetic of other
 * numbers than float32.
 */
export function cleanGraph(model: Model): CleanedGraph {
	refuseSubgraphs(model.graph);
	const given = model.graph.inputs.filter(({ name }) => !model.graph.weights.has(name));
	const aliases = aliasesOf(model.graph, given);
	const origin = (name: string): string => aliases.get(name)?.origin ?? name;
	const isKept = ({ outputs }: Node): boolean => !outputs.every((name) => aliases.has(name));
	const graph = truncateCasts({ ...model.graph, nodes: model.graph.nodes.filter(isKept) });
	const exact = exactSteps(graph, given);
	const uses = given.map((value) => inputUse(value, graph.nodes, aliases, exact));
	const used = given.flatMap((value, i) => (uses[i] === "numbers" ? [asFloat32(value)] : uses[i] ? [value] : []));
	const whole = new Set([...exact].flatMap(({ outputs }) => outputs));
	const truncated = new Set(graph.nodes.flatMap((node) => (model.graph.nodes.includes(node) ? [] : node.outputs)));
	const computed: GraphValue[] = [];
	const outputs = graph.outputs.map((output): OutputSource => {
		const from = origin(output.name);
		const isCast = aliases.get(output.name)?.isCast ?? false;
		const index = given.findIndex(({ name }) => name === from);
		if (index >= 0) return { kind: "input", index, isCast };
		const isWhole = whole.has(from);
		const known = computed.findIndex(({ name }) => name === from);
		if (known >= 0) return { kind: "computed", index: known, isWhole };
		if (!isCast && !isWhole && !truncated.has(from)) checkOutput(output);
		computed.push({ ...asFloat32(output), name: from });
		return { kind: "computed", index: computed.length - 1, isWhole };
	});
	const places = given.map(({ name }) => used.findIndex((one) => one.name === name));
	const nodes = computed.length > 0 ? graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(origin) })) : [];
	return {
		model: { ...model, graph: plainNames({ ...graph, inputs: used, outputs: computed, nodes }) },
		inputs: places.map((place) => (place < 0 ? undefined : place)),
		outputs,
	};
}

function refuseSubgraphs(graph: Graph): void {
	const found = graph.nodes.filter(({ attributes }) => [...attributes.values()].some(holdsGraph));
	if (found.length === 0) return;
	const names = [...new Set(found.map(({ operator }) => operator))].join(", ");
	throw unsupported("ncnn", `ncnn cannot run control flow: ${names}.`, "convert");
}

function holdsGraph({ kind }: Attribute): boolean {
	return kind === "graph" || kind === "graphs";
}

function exactSteps(graph: Graph, given: readonly GraphValue[]): ReadonlySet<Node> {
	const types = new Map(given.map((value) => [value.name, elementTypeOf(value)]));
	const read = new Set(graph.nodes.flatMap((node) => node.inputs));
	const ends = new Set(graph.outputs.map(({ name }) => name).filter((name) => !read.has(name)));
	return new Set(graph.nodes.filter((node) => isExactStep(node, types, ends)));
}

function asFloat32(value: GraphValue): GraphValue {
	if (value.type.kind !== "tensor") return value;
	return { ...value, type: { ...value.type, elementType: DTYPES.float32.number } };
}

function checkOutput(value: GraphValue): void {
	if (elementTypeOf(value) === DTYPES.float32.number) return;
	throw unsupported("ncnn", `ncnn gives float32 but output \`${value.name}\` has another element type.`, "convert");
}

import { DTYPES } from "@polyinfer/core";
import {
	type Attribute,
	type Graph,
	type GraphValue,
	intOf,
	type Model,
	type Node,
	type Weight,
} from "@polyinfer/model";
import { unsupported } from "../../errors.ts";

/** Where one output of a model comes from. */
export type OutputSource =
	| { readonly kind: "input"; readonly index: number }
	/** Output of the cleaned graph with this number. */
	| { readonly kind: "computed"; readonly index: number };

/** A graph as pnnx takes it well, and how the model's inputs and outputs are found in it. */
export interface CleanedGraph {
	/** Names are plain and short; no `Identity`; no input that nothing reads. Without nodes, there is nothing to convert. */
	readonly model: Model;
	/** By input of the model without defaults: which input of the cleaned graph it is; `undefined`: nothing reads it. */
	readonly inputs: readonly (number | undefined)[];
	readonly outputs: readonly OutputSource[];
}

const { float32, int32, int64 } = DTYPES;
const FLOATS: readonly number[] = [float32.number];
const INDICES: readonly number[] = [int32.number, int64.number];

/**
 * Takes out of a graph what pnnx stumbles over: `Identity`, casts of inputs to float32 (the session casts them), and names
 * that a line of text cannot hold. Throws UNSUPPORTED for what ncnn cannot compute whatever the converter says: control
 * flow, and other numbers than float32 and indices.
 */
export function cleanGraph(model: Model): CleanedGraph {
	const { graph } = model;
	refuseSubgraphs(graph);
	const given = graph.inputs.filter(({ name }) => !graph.weights.has(name));
	const aliases = aliasesOf(graph, given);
	const origin = (name: string): string => aliases.get(name)?.origin ?? name;
	const kept = graph.nodes.filter(({ outputs }) => !outputs.every((name) => aliases.has(name)));
	const uses = given.map((value) => useOf(value, kept, aliases));
	const nodes = kept.map((node) => ({ ...node, inputs: node.inputs.map(origin) }));
	const used = given.flatMap((value, i) => (uses[i] === undefined ? [] : [asRead(value, uses[i])]));
	const computed: GraphValue[] = [];
	const outputs = graph.outputs.map((output): OutputSource => {
		const from = origin(output.name);
		const index = given.findIndex(({ name }) => name === from);
		if (index >= 0) return { kind: "input", index };
		const known = computed.findIndex(({ name }) => name === from);
		if (known >= 0) return { kind: "computed", index: known };
		checkOutput(output);
		computed.push({ ...output, name: from });
		return { kind: "computed", index: computed.length - 1 };
	});
	const places = given.map(({ name }) => used.findIndex((one) => one.name === name));
	const cleaned = { ...graph, inputs: used, outputs: computed, nodes: computed.length > 0 ? nodes : [] };
	return {
		model: { ...model, graph: plainNames(cleaned) },
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

/** A value that is another one under this name. */
interface Alias {
	readonly origin: string;
	/** An input behind a cast to float32, which the session makes. */
	readonly isCast: boolean;
}

function aliasesOf(graph: Graph, given: readonly GraphValue[]): ReadonlyMap<string, Alias> {
	const aliases = new Map<string, Alias>();
	const inputs = new Map(given.map((value) => [value.name, elementTypeOf(value)]));
	const outputs = new Set(graph.outputs.map(({ name }) => name));
	for (const node of graph.nodes) {
		const [from = "", to = ""] = [node.inputs[0], node.outputs[0]];
		const known = aliases.get(from) ?? { origin: from, isCast: false };
		if (node.domain !== "" || graph.weights.has(known.origin)) continue;
		if (node.operator === "Identity") aliases.set(to, known);
		// A cast to an output stays: what passes through has the input's dtype.
		if (node.operator !== "Cast" || !inputs.has(known.origin) || outputs.has(to)) continue;
		if (intOf(node, "to", 0) === float32.number) aliases.set(to, { ...known, isCast: true });
	}
	return aliases;
}

function elementTypeOf({ name, type }: GraphValue): number {
	if (type.kind === "tensor" && type.elementType !== DTYPES.string.number) return type.elementType;
	const what = type.kind === "tensor" ? "of strings" : `a ${type.kind}`;
	throw unsupported("ncnn", `Expected tensors of numbers only but \`${name}\` is ${what}.`, "convert");
}

/** How the graph reads an input: as numbers of float32, or as whole numbers that choose rows. `undefined`: not at all. */
type Use = "numbers" | "indices";

/** Throws UNSUPPORTED where an input is read in a way that ncnn has not, or in two ways. */
function useOf(value: GraphValue, nodes: readonly Node[], aliases: ReadonlyMap<string, Alias>): Use | undefined {
	const type = elementTypeOf(value);
	let use: Use | undefined;
	for (const { operator, inputs } of nodes)
		for (const [position, name] of inputs.entries()) {
			const { origin, isCast } = aliases.get(name) ?? { origin: name, isCast: false };
			if (origin !== value.name) continue;
			const isIndex = operator === "Gather" && position === 1 && INDICES.includes(type);
			const own: Use | undefined = isCast || FLOATS.includes(type) ? "numbers" : isIndex ? "indices" : undefined;
			if (own === undefined || (use !== undefined && use !== own))
				throw unsupported(
					"ncnn",
					`ncnn computes in float32 but ${operator} takes input \`${value.name}\` of another element type.`,
					"convert",
				);
			use = own;
		}
	return use;
}

function checkOutput(value: GraphValue): void {
	if (FLOATS.includes(elementTypeOf(value))) return;
	throw unsupported("ncnn", `ncnn gives float32 but output \`${value.name}\` has another element type.`, "convert");
}

/** The input as the net reads it. */
function asRead(value: GraphValue, use: Use): GraphValue {
	if (use === "indices" || value.type.kind !== "tensor") return value;
	return { ...value, type: { ...value.type, elementType: float32.number } };
}

/** The same graph under names of our own: `x0` inputs, `y0` outputs, `v0` all else. */
function plainNames(graph: Graph): Graph {
	const names = new Map<string, string>();
	for (const [i, { name }] of graph.inputs.entries()) names.set(name, `x${i}`);
	for (const [i, { name }] of graph.outputs.entries()) names.set(name, `y${i}`);
	const plain = (name: string): string => {
		if (name === "") return "";
		const known = names.get(name) ?? `v${names.size}`;
		names.set(name, known);
		return known;
	};
	const value = (one: GraphValue): GraphValue => ({ name: plain(one.name), type: one.type });
	const weights = new Map<string, Weight>();
	for (const [name, weight] of graph.weights) weights.set(plain(name), { ...weight, name: plain(name) });
	return {
		...graph,
		name: "graph",
		inputs: graph.inputs.map(value),
		outputs: graph.outputs.map(value),
		nodes: graph.nodes.map((node, i) => ({
			...node,
			name: `n${i}`,
			inputs: node.inputs.map(plain),
			outputs: node.outputs.map(plain),
		})),
		weights,
		values: new Map(),
	};
}

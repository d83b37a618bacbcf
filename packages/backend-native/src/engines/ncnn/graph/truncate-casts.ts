import { type Graph, intOf, type Node } from "@polyinfer/model";
import { WHOLE } from "./aliases.ts";

/**
 * The graph with casts to integers that end it written as arithmetic: towards zero is floor(relu(x)) - floor(relu(-x)), still in
 * float32, which the session then casts exactly.
 */
export function truncateCasts(graph: Graph): Graph {
	const read = new Set(graph.nodes.flatMap((node) => node.inputs));
	const ends = new Set(graph.outputs.map(({ name }) => name).filter((name) => !read.has(name)));
	const nodes = graph.nodes.flatMap((node) => {
		const [from = "", to = ""] = [node.inputs[0], node.outputs[0]];
		const isWhole =
			node.operator === "Cast" && node.domain === "" && ends.has(to) && WHOLE.includes(intOf(node, "to", 0));
		return isWhole ? towardsZero(from, to) : [node];
	});
	return { ...graph, nodes };
}

function towardsZero(from: string, to: string): Node[] {
	const step = (operator: string, inputs: readonly string[], output: string): Node => ({
		name: "",
		domain: "",
		operator,
		inputs,
		outputs: [output],
		attributes: new Map(),
	});
	const part = (name: string): string => `${to} ${name}`;
	return [
		step("Relu", [from], part("above")),
		step("Floor", [part("above")], part("floor")),
		step("Neg", [from], part("negative")),
		step("Relu", [part("negative")], part("below")),
		step("Floor", [part("below")], part("depth")),
		step("Sub", [part("floor"), part("depth")], to),
	];
}

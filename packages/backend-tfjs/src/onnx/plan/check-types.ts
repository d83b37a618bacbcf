import { type DType, InferenceError } from "@polyinfer/core";
import { FLOATS } from "../device-types.ts";
import type { Draft, DraftNode } from "./draft.ts";

/** What is known of element types, by name. */
type Types = Map<string, DType | undefined>;

/** Follows element types through a graph. Throws UNSUPPORTED where an operator is not mapped for one. */
export function checkTypes(draft: Draft): void {
	const refused = new Set<string>();
	follow(draft, new Map(), refused);
	if (refused.size > 0)
		throw new InferenceError("UNSUPPORTED", `Not mapped to TensorFlow.js: ${[...refused].join("; ")}.`);
}

function follow(draft: Draft, outer: Types, refused: Set<string>): (DType | undefined)[] {
	const types: Types = new Map(outer);
	for (const { name, dtype } of draft.inputs) types.set(name, dtype);
	for (const [name, { dtype }] of draft.constants) types.set(name, dtype);
	for (const node of draft.nodes) {
		const inputs = node.inputs.map((name) => types.get(name));
		const inBodies = [...node.bodies.values()].map((body) => follow(body, types, refused));
		const reason = refusal(node, inputs);
		if (reason !== undefined) refused.add(reason);
		const { gives, typed = 0, flow, bodyExtras } = node.operator;
		const given = flow === undefined ? gives?.(inputs, node.node) : inBodies[0]?.slice(bodyExtras);
		for (const [i, name] of node.outputs.entries()) types.set(name, given === undefined ? inputs[typed] : given[i]);
	}
	return draft.outputs.map((name) => types.get(name));
}

function refusal({ node, operator }: DraftNode, inputs: readonly (DType | undefined)[]): string | undefined {
	const { run, host, types = FLOATS, typed = 0 } = operator;
	const dtype = inputs[typed];
	if (run === undefined || host !== undefined || dtype === undefined || types.includes(dtype)) return undefined;
	return `${node.operator} of ${dtype} (node \`${node.name || node.outputs[0]}\`)`;
}

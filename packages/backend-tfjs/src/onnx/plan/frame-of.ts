import { InferenceError } from "@polyinfer/core";
import type { TensorFlow } from "../../program.ts";
import { Attributes } from "../attributes.ts";
import type { HostTensor } from "../host-tensor.ts";
import type { Body, Frame, Step } from "../step.ts";
import { Value } from "../value.ts";
import { type Draft, type DraftNode, freeNames, namesUsedBy } from "./draft.ts";

/** Gives every name a slot, and every step the slots that it is the last to use. */
export function frameOf(tf: TensorFlow, draft: Draft): Frame {
	const slots = new Map<string, number>();
	const define = (name: string): number => {
		if (name === "") return -1;
		if (slots.has(name)) throw new InferenceError("INVALID_MODEL", `The value \`${name}\` is made twice.`);
		slots.set(name, slots.size);
		return slots.size - 1;
	};
	const slotOf = (name: string): number => {
		if (name === "") return -1;
		const slot = slots.get(name);
		if (slot === undefined) throw new InferenceError("INVALID_MODEL", `Nothing makes the value \`${name}\`.`);
		return slot;
	};
	const used = new Set([...draft.nodes.flatMap(namesUsedBy), ...draft.outputs]);
	const inputs = [...draft.inputs.map(({ name }) => name), ...freeNames(draft)].map(define);
	const constants = [...draft.constants]
		.filter(([name]) => used.has(name))
		.map(
			([name, constant]) => [slots.get(name) ?? define(name), Value.ofHost(tf, ownMemory(constant)).retain()] as const,
		);
	const lastUses = lastUsesOf(draft);
	const steps = draft.nodes.map((node): Step => {
		const outputs = node.outputs.map(define);
		const bodies = new Map<string, Body>();
		for (const [name, body] of node.bodies)
			bodies.set(name, { frame: frameOf(tf, body), captured: freeNames(body).map(slotOf) });
		return {
			node: node.node,
			attributes: new Attributes(node.node),
			operator: node.operator,
			opset: node.opset,
			inputs: node.inputs.map(slotOf),
			outputs,
			releases: (lastUses.get(node) ?? []).map(slotOf),
			...(node.activation === undefined ? {} : { activation: node.activation }),
			bodies,
		};
	});
	return { inputs, outputs: draft.outputs.map(slotOf), constants, steps, slots: slots.size };
}

/** What each node is the last to use or, where nobody uses it, to make. */
function lastUsesOf(draft: Draft): Map<DraftNode, string[]> {
	const seen = new Set(draft.outputs);
	const lastUses = new Map<DraftNode, string[]>();
	for (const node of draft.nodes.toReversed()) {
		const names = new Set([...namesUsedBy(node), ...node.outputs.filter((name) => name !== "")]);
		const last = [...names].filter((name) => !seen.has(name));
		for (const name of last) seen.add(name);
		lastUses.set(node, last);
	}
	return lastUses;
}

/** The model file's memory is gone once the model is open. */
function ownMemory(tensor: HostTensor): HostTensor {
	const { data } = tensor;
	const isView = !Array.isArray(data) && data.byteLength < data.buffer.byteLength;
	return isView ? { ...tensor, data: data.slice() } : tensor;
}

import { attribute, intOf } from "@polyinfer/model";
import type { HostTensor } from "../host-tensor.ts";
import { operators } from "../operators/operators.ts";
import type { Draft, DraftNode } from "./draft.ts";

/** A Concat of one value and zeros is a Pad, which need not read them. */
export function padForConcat(draft: Draft): void {
	draft.nodes = draft.nodes.map((node) => padOf(draft.constants, node) ?? node);
	for (const { bodies } of draft.nodes) for (const body of bodies.values()) padForConcat(body);
}

function padOf(constants: Draft["constants"], draft: DraftNode): DraftNode | undefined {
	const { node, inputs } = draft;
	if (node.operator !== "Concat" || node.domain !== "") return undefined;
	const zeros = inputs.map((name) => constants.get(name)).map((constant) => (isZero(constant) ? constant : undefined));
	const at = zeros.indexOf(undefined);
	const rank = zeros.find(Boolean)?.shape.length ?? 0;
	if (at < 0 || zeros.lastIndexOf(undefined) !== at || rank === 0) return undefined;
	const given = intOf(node, "axis", 0);
	const axis = given < 0 ? given + rank : given;
	const sum = (parts: readonly (HostTensor | undefined)[]): number =>
		parts.reduce((all, part) => all + (part?.shape[axis] ?? 0), 0);
	const pads = new Array<number>(2 * rank).fill(0);
	pads[axis] = sum(zeros.slice(0, at));
	pads[rank + axis] = sum(zeros.slice(at + 1));
	const pad = { ...node, operator: "Pad", attributes: new Map([["pads", attribute.ints(pads)]]) };
	return {
		...draft,
		node: pad,
		operator: operators.Pad as DraftNode["operator"],
		opset: 2,
		inputs: [inputs[at] as string],
	};
}

function isZero(constant: HostTensor | undefined): boolean {
	return (
		constant?.dtype === "float32" &&
		constant.shape.length > 0 &&
		(constant.data as Float32Array).every((x) => Object.is(x, 0))
	);
}

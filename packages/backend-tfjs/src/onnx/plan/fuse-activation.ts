import { floatOf } from "@polyinfer/model";
import type { Activation } from "../activation.ts";
import type { Draft, DraftNode } from "./draft.ts";

/** Operators whose kernels apply an activation to their result. */
const WITH_ACTIVATION: readonly string[] = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

/** Conv, Gemm or MatMul, then an activation. */
export function fuseActivation(draft: Draft, before: DraftNode, node: DraftNode): boolean {
	if (before.activation !== undefined || before.node.domain !== "" || !WITH_ACTIVATION.includes(before.node.operator))
		return false;
	if (node.inputs[0] !== before.outputs[0]) return false;
	const activation = activationOf(draft, node);
	if (activation === undefined) return false;
	before.activation = activation;
	return true;
}

function activationOf({ constants }: Draft, { node, opset, inputs }: DraftNode): Activation | undefined {
	if (node.domain !== "") return undefined;
	if (node.operator === "Relu") return { name: "relu" };
	if (node.operator === "LeakyRelu") return { name: "leakyrelu", alpha: floatOf(node, "alpha", 0.01) };
	if (node.operator !== "Clip") return undefined;
	const bound = (index: number, name: string, open: number): number | undefined => {
		if (opset < 11) return floatOf(node, name, open);
		if (!inputs[index]) return open;
		const constant = constants.get(inputs[index]);
		return constant === undefined ? undefined : Number(constant.data[0]);
	};
	const high = bound(2, "max", Number.POSITIVE_INFINITY);
	if (bound(1, "min", Number.NEGATIVE_INFINITY) !== 0 || high === undefined) return undefined;
	if (high === 6) return { name: "relu6" };
	return high > 3.4e38 ? { name: "relu" } : undefined;
}

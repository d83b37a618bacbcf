import { dtypeOfNumber, InferenceError } from "@polyinfer/core";
import type { Graph } from "@polyinfer/model";

/** Throws UNSUPPORTED where an input or output is no tensor, or one whose elements have no dtype. */
export function checkInterface({ inputs, outputs }: Graph): void {
	for (const { name, type } of [...inputs, ...outputs]) {
		if (type.kind !== "tensor")
			throw new InferenceError("UNSUPPORTED", `Expected tensors only but \`${name}\` is of kind ${type.kind}.`);
		if (dtypeOfNumber(type.elementType) === undefined)
			throw new InferenceError(
				"UNSUPPORTED",
				`\`${name}\` has elements of ONNX type ${type.elementType}, which Polyinfer has no arrays for.`,
			);
	}
}

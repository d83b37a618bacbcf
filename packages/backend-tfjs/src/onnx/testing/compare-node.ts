import type { DType, Tensor } from "@polyinfer/core";
import { type Attribute, buildModel } from "@polyinfer/model";
import { expectModelLikeOnnxruntime } from "./compare-model.ts";

/** A model of one node, and what goes in. `undefined`: an input left out. */
export interface NodeCase {
	readonly operator: string;
	readonly opset: number;
	readonly attributes?: Readonly<Record<string, Attribute>>;
	readonly inputs: readonly (Tensor | undefined)[];
	/** Element types of the outputs. */
	readonly outputs: readonly DType[];
}

/**
 * Expects of a node on TensorFlow.js what ONNX Runtime gives, within `tolerance` of an output's range, and that no tensor
 * is left behind.
 */
export async function expectLikeOnnxruntime(
	{ operator, opset, attributes = {}, inputs, outputs }: NodeCase,
	tolerance = 1e-5,
	backend: "cpu" | "wasm" = "wasm",
): Promise<void> {
	const given = inputs.flatMap((tensor, i) => (tensor === undefined ? [] : [{ name: `x${i}`, tensor }]));
	const model = buildModel({
		opset,
		inputs: given.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape })),
		outputs: outputs.map((dtype, i) => ({ name: `y${i}`, dtype })),
		nodes: [
			{
				operator,
				inputs: inputs.map((tensor, i) => (tensor === undefined ? "" : `x${i}`)),
				outputs: outputs.map((_, i) => `y${i}`),
				attributes,
			},
		],
	});
	await expectModelLikeOnnxruntime(
		model,
		given.map(({ tensor }) => tensor),
		tolerance,
		backend,
	);
}

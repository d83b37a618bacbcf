import { elementCount, InferenceError, type TensorLike } from "@polyinfer/core";
import { type ExactTensor, exact } from "./exact-tensor.ts";
import type { Net, NetNode } from "./net.ts";
import { OPERATIONS } from "./operations.ts";

/**
 * Computes the outputs of `net` in float64, integers wrapping as their dtype does, by output name.
 * Floats are not rounded to their dtype but by `cast`. Throws INVALID_ARGUMENT for a net or feeds that do not fit.
 */
export function evaluate(net: Net, feeds: Readonly<Record<string, TensorLike>>): Record<string, ExactTensor> {
	const values = new Map<string, ExactTensor>();
	for (const constant of net.constants) values.set(constant.name, constant);
	for (const input of net.inputs) {
		const feed = feeds[input.name];
		if (!feed) throw new InferenceError("INVALID_ARGUMENT", `Expected a feed for input \`${input.name}\`.`);
		values.set(input.name, exact(feed));
	}
	for (const node of net.nodes) values.set(node.output, step(node, values));
	return Object.fromEntries(net.outputs.map(({ name }) => [name, readValue(values, name)]));
}

function step(node: NetNode, values: ReadonlyMap<string, ExactTensor>): ExactTensor {
	const inputs = node.inputs.map((name) => readValue(values, name));
	const result = OPERATIONS[node.op](inputs, node);
	if (result.values.length !== elementCount(result.shape))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`\`${node.op}\` gave ${result.values.length} elements for [${result.shape}].`,
		);
	return result;
}

function readValue(values: ReadonlyMap<string, ExactTensor>, name: string): ExactTensor {
	const value = values.get(name);
	if (!value) throw new InferenceError("INVALID_ARGUMENT", `Nothing computes \`${name}\`.`);
	return value;
}

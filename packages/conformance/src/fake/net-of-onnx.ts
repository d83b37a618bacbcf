import { type DType, dtypeOfNumber, InferenceError, type Tensor } from "@polyinfer/core";
import { type GraphValue, intOf, type Model, type Node, weightTensor } from "@polyinfer/model";
import { decode } from "../decode.ts";
import { ONNX_OPERATORS } from "../emitters/onnx.ts";
import type { Net, NetConstant, NetNode, NetOp, NetValue } from "../net.ts";

/** The net that an ONNX model holds. Throws UNSUPPORTED for operators and types that nets lack. */
export function netOfOnnx({ graph }: Model): Net {
	const constants = [...graph.weights.values()].map((weight): NetConstant => {
		const tensor = weightTensor(weight);
		return { name: weight.name, dtype: tensor.dtype, shape: tensor.shape, values: numbersOf(tensor) };
	});
	return {
		name: graph.name,
		inputs: graph.inputs.filter(({ name }) => !graph.weights.has(name)).map(readValue),
		outputs: graph.outputs.map(readValue),
		nodes: graph.nodes.map(readNode),
		constants,
	};
}

/** A weight's numbers; float32 without a copy, for a model may hold millions. */
function numbersOf(tensor: Tensor): ArrayLike<number> {
	return tensor.dtype === "float32"
		? (tensor.data as Float32Array)
		: Array.from(decode(tensor) as ArrayLike<number>, Number);
}

function readValue({ name, type }: GraphValue): NetValue {
	if (type.kind !== "tensor" || type.shape === null) throw unsupported(`a ${type.kind} without a rank as \`${name}\``);
	return { name, dtype: readDtype(type.elementType), shape: type.shape };
}

function readNode(node: Node): NetNode {
	const [op] = Object.entries(ONNX_OPERATORS).find(([, name]) => name === node.operator && node.domain === "") ?? [];
	const [output] = node.outputs;
	if (op === undefined || output === undefined) throw unsupported(`operator ${node.domain || "onnx"}:${node.operator}`);
	const plain = op === "cast" ? ["to"] : [];
	for (const name of node.attributes.keys())
		if (!plain.includes(name)) throw unsupported(`attribute \`${name}\` of ${node.operator}`);
	const to = intOf(node, "to", 0);
	return { op: op as NetOp, inputs: node.inputs, output, ...(to === 0 ? {} : { to: readDtype(to) }) };
}

function readDtype(number: number): DType {
	const dtype = dtypeOfNumber(number);
	if (!dtype) throw unsupported(`ONNX element type ${number}`);
	return dtype;
}

function unsupported(what: string): InferenceError {
	return new InferenceError("UNSUPPORTED", `The fake cannot run ${what}.`, { stage: "compile" });
}

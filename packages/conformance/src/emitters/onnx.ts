import { DTYPES, type DType } from "@polyinfer/core";
import { attribute, buildModel, type Model, metadataOf, type NodeSpec, writeOnnx } from "@polyinfer/model";
import type { Net, NetNode, NetOp } from "../net.ts";
import { encode } from "../values.ts";
import type { Emitter } from "./emitter.ts";

/** ONNX's operator for each of ours. */
export const ONNX_OPERATORS: { readonly [Op in NetOp]: string } = {
	identity: "Identity",
	cast: "Cast",
	add: "Add",
	multiply: "Mul",
	relu: "Relu",
	matmul: "MatMul",
	conv2d: "Conv",
	nonzero: "NonZero",
};

/** ONNX, operator set 17. */
export const onnxEmitter: Emitter = {
	dtypes: Object.keys(DTYPES) as DType[],
	ops: Object.keys(ONNX_OPERATORS) as NetOp[],
	freeAxes: true,
	axisNames: true,
	emit: (net) => {
		const graph = modelOf(net);
		return { files: [{ name: "", bytes: writeOnnx(graph) }], graph, metadata: metadataOf(graph) };
	},
};

function modelOf(net: Net): Model {
	const weights = Object.fromEntries(
		net.constants.map(({ name, dtype, shape, values }) => [name, { dtype, data: encode(dtype, values), shape }]),
	);
	const { name, inputs, outputs } = net;
	return buildModel({ name, inputs, outputs, nodes: net.nodes.map(emitNode), weights, opset: 17 });
}

function emitNode({ op, inputs, output, to }: NetNode): NodeSpec {
	return {
		operator: ONNX_OPERATORS[op],
		inputs,
		outputs: [output],
		...(to === undefined ? {} : { attributes: { to: attribute.int(DTYPES[to].number) } }),
	};
}

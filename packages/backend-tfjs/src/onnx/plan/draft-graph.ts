import { type DType, dtypeOfNumber, InferenceError } from "@polyinfer/core";
import { type Graph, type GraphValue, type Model, type Node, weightTensor } from "@polyinfer/model";
import { fromTensor, type HostTensor } from "../host-tensor.ts";
import { operators } from "../operators/operators.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { liveNodes } from "./live-nodes.ts";

/** The oldest version of ONNX's operator set that is mapped: before, broadcasting was another. */
const MIN_OPSET = 7;

/** Why nodes are not mapped, each reason with one node's name. */
type Missing = Map<string, string>;

/** Finds the operator of every node that matters. Throws UNSUPPORTED with all that are not mapped. */
export function draftGraph({ opsets }: Model, graph: Graph): Draft {
	const missing: Missing = new Map();
	const draft = draftOf(graph, opsets, missing);
	if (missing.size === 0) return draft;
	const list = [...missing].map(([what, node]) => `${what} (node \`${node}\`)`);
	throw new InferenceError("UNSUPPORTED", `Not mapped to TensorFlow.js: ${list.join(", ")}.`);
}

function draftOf(graph: Graph, opsets: ReadonlyMap<string, number>, missing: Missing): Draft {
	for (const name of graph.sparseWeights.keys()) missing.set("sparse weights", name);
	const outputs = graph.outputs.map(({ name }) => name);
	const constants = new Map<string, HostTensor>();
	for (const [name, weight] of graph.weights) constants.set(name, fromTensor(weightTensor(weight)));
	return {
		inputs: graph.inputs.map((value) => ({ name: value.name, dtype: dtypeOf(value) })),
		outputs,
		nodes: liveNodes(graph.nodes, outputs).flatMap((node) => draftNode(node, opsets, missing) ?? []),
		constants,
	};
}

function draftNode(node: Node, opsets: ReadonlyMap<string, number>, missing: Missing): DraftNode | undefined {
	const { operator: name, domain } = node;
	const opset = opsets.get(domain) ?? 1;
	const key = domain === "" ? name : `${domain}:${name}`;
	const operator = Object.hasOwn(operators, key) ? operators[key] : undefined;
	const isTooOld = opset < Math.max(operator?.since ?? 1, domain === "" ? MIN_OPSET : 1);
	const reason = isTooOld ? `of operator set ${opset}` : operator?.refuses?.(node, opset);
	if (operator === undefined || reason !== undefined) {
		const what = reason === undefined ? key : `${key} ${reason}`;
		if (!missing.has(what)) missing.set(what, node.name || (node.outputs[0] ?? ""));
		return undefined;
	}
	const bodies = new Map<string, Draft>();
	for (const [attribute, content] of node.attributes)
		if (content.kind === "graph") bodies.set(attribute, draftOf(content.value, opsets, missing));
	return { node, operator, opset, inputs: node.inputs, outputs: node.outputs, bodies };
}

function dtypeOf({ type }: GraphValue): DType | undefined {
	return type.kind === "tensor" ? dtypeOfNumber(type.elementType) : undefined;
}

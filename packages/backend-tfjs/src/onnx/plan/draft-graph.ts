import { type DType, dtypeOfNumber, InferenceError } from "@polyinfer/core";
import { type Graph, type GraphValue, type Model, type ModelFunction, type Node, weightTensor } from "@polyinfer/model";
import { fromTensor, type HostTensor } from "../host-tensor.ts";
import type { Operator } from "../operator.ts";
import { operators } from "../operators/operators.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { inlineFunction } from "./inline-function.ts";
import { liveNodes } from "./live-nodes.ts";

/** The oldest version of ONNX's operator set that is mapped: before, broadcasting was another. */
const MIN_OPSET = 7;

/** Functions that call functions can stand for more nodes than there is memory. */
const MAX_NODES = 200_000;

type Opsets = ReadonlyMap<string, number>;

/**
 * Finds the operator of every node that matters, and puts the nodes of the model's own functions in the place of their
 * calls. Throws UNSUPPORTED with all that are not mapped.
 */
export function draftGraph(model: Model, graph: Graph): Draft {
	const drafting = new Drafting(model.functions);
	const draft = drafting.graph(graph, model.opsets);
	drafting.throwMissing();
	return draft;
}

class Drafting {
	readonly #functions: ReadonlyMap<string, ModelFunction>;
	/** Why nodes are not mapped, each reason with one node's name. */
	readonly #missing = new Map<string, string>();
	#nodes = 0;
	#calls = 0;

	constructor(functions: readonly ModelFunction[]) {
		this.#functions = new Map(functions.map((one) => [idOf(one.domain, one.name, one.overload), one]));
	}

	throwMissing(): void {
		if (this.#missing.size === 0) return;
		const list = [...this.#missing].map(([what, node]) => `${what} (node \`${node}\`)`);
		throw new InferenceError("UNSUPPORTED", `Not mapped to TensorFlow.js: ${list.join(", ")}.`);
	}

	graph(graph: Graph, opsets: Opsets): Draft {
		for (const name of graph.sparseWeights.keys()) this.#missing.set("sparse weights", name);
		const outputs = graph.outputs.map(({ name }) => name);
		const constants = new Map<string, HostTensor>();
		for (const [name, weight] of graph.weights) constants.set(name, fromTensor(weightTensor(weight)));
		return {
			inputs: graph.inputs.map((value) => ({ name: value.name, dtype: dtypeOf(value) })),
			outputs,
			nodes: liveNodes(graph.nodes, outputs).flatMap((node) => this.#node(node, opsets)),
			constants,
		};
	}

	#node(node: Node, opsets: Opsets): DraftNode[] {
		if (++this.#nodes > MAX_NODES)
			throw new InferenceError("UNSUPPORTED", `The model's functions stand for more than ${MAX_NODES} nodes.`);
		const called = this.#functions.get(idOf(node.domain, node.operator, node.overload));
		if (called !== undefined) {
			const body = inlineFunction(called, node, `${called.name}\0${this.#calls++}\0`);
			return body.flatMap((inner) => this.#node(inner, called.opsets));
		}
		const opset = opsets.get(node.domain) ?? 1;
		const operator = this.#operator(node, opset);
		if (operator === undefined) return [];
		const bodies = new Map<string, Draft>();
		for (const [attribute, content] of node.attributes)
			if (content.kind === "graph") bodies.set(attribute, this.graph(content.value, opsets));
		return [{ node, operator, opset, inputs: node.inputs, outputs: node.outputs, bodies }];
	}

	#operator(node: Node, opset: number): Operator | undefined {
		const { operator: name, domain } = node;
		const key = domain === "" ? name : `${domain}:${name}`;
		const operator = Object.hasOwn(operators, key) ? operators[key] : undefined;
		const isTooOld = opset < Math.max(operator?.since ?? 1, domain === "" ? MIN_OPSET : 1);
		const reason = isTooOld ? `of operator set ${opset}` : operator?.refuses?.(node, opset);
		if (operator !== undefined && reason === undefined) return operator;
		const what = reason === undefined ? key : `${key} ${reason}`;
		if (!this.#missing.has(what)) this.#missing.set(what, node.name || (node.outputs[0] ?? ""));
		return undefined;
	}
}

function idOf(domain: string, name: string, overload = ""): string {
	return JSON.stringify([domain, name, overload]);
}

function dtypeOf({ type }: GraphValue): DType | undefined {
	return type.kind === "tensor" ? dtypeOfNumber(type.elementType) : undefined;
}

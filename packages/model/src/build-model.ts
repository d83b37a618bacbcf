import { DTYPES, type DType, type Tensor, type TensorLike } from "@polyinfer/core";
import type { Attribute, Graph, GraphDim, GraphValue, Model, Node } from "./graph.ts";
import { weightOf } from "./weight.ts";

/** An input or output to build: sizes, symbolic names, or `null` for free axes; no shape: rank unknown. */
export interface ValueSpec {
	readonly name: string;
	readonly dtype: DType;
	readonly shape?: readonly GraphDim[];
}

/** A node to build. `domain` and `name` default to `""`. */
export interface NodeSpec {
	readonly operator: string;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly attributes?: Readonly<Record<string, Attribute>>;
	readonly domain?: string;
	readonly name?: string;
}

/** A graph to build. */
export interface GraphSpec {
	readonly name?: string;
	readonly inputs: readonly ValueSpec[];
	readonly outputs: readonly ValueSpec[];
	readonly nodes: readonly NodeSpec[];
	/** Constants by value name; their memory is borrowed. */
	readonly weights?: Readonly<Record<string, Tensor | TensorLike>>;
}

/** A model to build. `opset` is ONNX's own version, or versions by domain (`""`: ONNX's own). Default IR version: 8. */
export interface ModelSpec extends GraphSpec {
	readonly opset: number | Readonly<Record<string, number>>;
	readonly irVersion?: number;
	readonly producerName?: string;
	readonly description?: string;
	readonly properties?: Readonly<Record<string, string>>;
}

/** A model from a short description, unchecked: what tests and tools hand to `writeOnnx`. */
export function buildModel(spec: ModelSpec): Model {
	const { opset, irVersion = 8, producerName = "polyinfer", description, properties = {} } = spec;
	return {
		irVersion,
		opsets: new Map(typeof opset === "number" ? [["", opset]] : Object.entries(opset)),
		graph: buildGraph(spec),
		functions: [],
		properties: new Map(Object.entries(properties)),
		producerName,
		...(description === undefined ? {} : { description }),
	};
}

/** The same for a graph alone, such as a body of `If`. */
export function buildGraph(spec: GraphSpec): Graph {
	return {
		name: spec.name ?? "graph",
		inputs: spec.inputs.map(buildValue),
		outputs: spec.outputs.map(buildValue),
		nodes: spec.nodes.map(buildNode),
		weights: new Map(Object.entries(spec.weights ?? {}).map(([name, tensor]) => [name, weightOf(name, tensor)])),
		sparseWeights: new Map(),
		values: new Map(),
	};
}

function buildValue({ name, dtype, shape }: ValueSpec): GraphValue {
	return { name, type: { kind: "tensor", elementType: DTYPES[dtype].number, shape: shape ?? null } };
}

function buildNode({ name = "", operator, domain = "", inputs, outputs, attributes = {} }: NodeSpec): Node {
	return { name, operator, domain, inputs, outputs, attributes: new Map(Object.entries(attributes)) };
}

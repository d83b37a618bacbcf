import { type DType, dtypeOfNumber, elementCount, type ModelMetadata, type ValueInfo } from "@polyinfer/core";
import type { Graph, GraphDim, GraphValue, Model, ValueType } from "./graph.ts";
import { graphsOf } from "./onnx/graphs-of.ts";
import { finish, Meter, type Sliced } from "./slices.ts";

/** From this IR version on a weight that is also an input is a default that `run` may override; before, every weight had to be one. */
const DEFAULTS_FROM_IR_VERSION = 4;

/**
 * What a model contains. Inputs and outputs that are not tensors of a {@link DType} (sequences, maps, float8) are left
 * out: `findingsOf` names them. Inputs with a default, and those of an `optional` type, are `optional`.
 */
export function metadataOf(model: Model): ModelMetadata {
	return finish(describeModel(model));
}

/** {@link metadataOf} in slices. */
export function* describeModel(model: Model): Sliced<ModelMetadata> {
	const { graph, producerName, producerVersion, description } = model;
	const producer = [producerName, producerVersion].filter(Boolean).join(" ");
	const meter = new Meter();
	const operators = new Map<string, number>();
	const parameters = { count: 0, bytes: 0 };
	yield* countGraph(graph, operators, parameters, meter);
	for (const { nodes } of model.functions) yield* countNodes(nodes, operators, parameters, meter);
	return {
		inputs: runInputs(model).flatMap((value) => infoOf(value, graph.weights.has(value.name)) ?? []),
		outputs: graph.outputs.flatMap((value) => infoOf(value, false) ?? []),
		opsets: Object.fromEntries(model.opsets),
		operators: Object.fromEntries([...operators].sort(([a], [b]) => (a < b ? -1 : 1))),
		parameters,
		...(producer === "" ? {} : { producer }),
		...(description === undefined || description === "" ? {} : { description }),
		irVersion: model.irVersion,
		properties: Object.fromEntries(model.properties),
	};
}

/** The inputs that a run takes: all but those that the file must list only because they are weights. */
export function runInputs({ graph, irVersion }: Model): readonly GraphValue[] {
	if (irVersion >= DEFAULTS_FROM_IR_VERSION) return graph.inputs;
	return graph.inputs.filter(({ name }) => !graph.weights.has(name));
}

/** An input or output in the terms of the contract; `undefined` where it is not a tensor of a dtype. */
export function infoOf({ name, type }: GraphValue, hasDefault: boolean): ValueInfo | undefined {
	const tensor = tensorType(type);
	const dtype: DType | undefined = tensor && dtypeOfNumber(tensor.elementType);
	if (tensor === undefined || dtype === undefined) return undefined;
	const optional = hasDefault || type.kind === "optional" ? { optional: true } : {};
	if (tensor.shape === null) return { name, dtype, shape: null, ...optional };
	const dimNames = tensor.shape.map((dim: GraphDim) => (typeof dim === "string" ? dim : null));
	return {
		name,
		dtype,
		shape: tensor.shape.map((dim: GraphDim) => (typeof dim === "number" ? dim : null)),
		...(dimNames.some((dim) => dim !== null) ? { dimNames } : {}),
		...optional,
	};
}

function tensorType(type: ValueType): Extract<ValueType, { kind: "tensor" }> | undefined {
	const inner = type.kind === "optional" ? type.element : type;
	return inner.kind === "tensor" ? inner : undefined;
}

function* countGraph(
	graph: Graph,
	operators: Map<string, number>,
	parameters: { count: number; bytes: number },
	meter: Meter,
): Sliced<void> {
	for (const { shape, data } of graph.weights.values()) {
		parameters.count += elementCount(shape);
		if (data.kind === "bytes") parameters.bytes += data.bytes.length;
		else if (data.kind === "external") parameters.bytes += data.external.length ?? 0;
		else for (const text of data.strings) parameters.bytes += text.length;
		if (meter.due(1)) yield;
	}
	yield* countNodes(graph.nodes, operators, parameters, meter);
}

function* countNodes(
	nodes: Graph["nodes"],
	operators: Map<string, number>,
	parameters: { count: number; bytes: number },
	meter: Meter,
): Sliced<void> {
	for (const { operator, domain, attributes } of nodes) {
		const key = domain === "" ? operator : `${domain}:${operator}`;
		operators.set(key, (operators.get(key) ?? 0) + 1);
		if (meter.due(1)) yield;
		for (const attribute of attributes.values())
			for (const graph of graphsOf(attribute)) yield* countGraph(graph, operators, parameters, meter);
	}
}

import { InferenceError } from "@polyinfer/core";
import type { Model, ModelFunction } from "../graph.ts";
import { ONNX_LIMITS } from "../limits.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { FUNCTION, MODEL, OPSET } from "./schema.ts";
import { writeAttribute, writeGraph, writeNode } from "./write-graph.ts";
import { writeEntry } from "./write-tensor.ts";

/**
 * A model as the bytes of an ONNX file, in new memory. The model is written as it is, unchecked; reading the bytes
 * gives an equal model. What {@link Model} has no place for (training information, quantization annotations, texts on
 * nodes) is not in the file. Throws INVALID_ARGUMENT for more than 2 GiB.
 */
export function writeOnnx(model: Model): Uint8Array<ArrayBuffer> {
	const writer = new WireWriter().int(MODEL.irVersion, model.irVersion);
	if (model.producerName !== undefined) writer.string(MODEL.producerName, model.producerName);
	if (model.producerVersion !== undefined) writer.string(MODEL.producerVersion, model.producerVersion);
	if (model.domain !== undefined) writer.string(MODEL.domain, model.domain);
	if (model.modelVersion !== undefined) writer.int(MODEL.modelVersion, model.modelVersion);
	if (model.description !== undefined) writer.string(MODEL.description, model.description);
	writer.message(MODEL.graph, writeGraph(model.graph));
	writeOpsets(writer, MODEL.opsets, model.opsets);
	for (const [key, value] of model.properties) writer.message(MODEL.properties, writeEntry(key, value));
	for (const one of model.functions) writer.message(MODEL.functions, writeFunction(one));
	if (writer.length > ONNX_LIMITS.maxFileBytes)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a model of at most ${ONNX_LIMITS.maxFileBytes} bytes, as protobuf allows, but it has ${writer.length}.`,
			{ advice: 'Keep weights in other files (`kind: "external"`).' },
		);
	return writer.finish();
}

function writeFunction(one: ModelFunction): WireWriter {
	const writer = new WireWriter().string(FUNCTION.name, one.name);
	for (const name of one.inputs) writer.string(FUNCTION.inputs, name);
	for (const name of one.outputs) writer.string(FUNCTION.outputs, name);
	for (const name of one.attributes) writer.string(FUNCTION.attributes, name);
	for (const node of one.nodes) writer.message(FUNCTION.nodes, writeNode(node));
	if (one.description !== undefined) writer.string(FUNCTION.description, one.description);
	writeOpsets(writer, FUNCTION.opsets, one.opsets);
	writer.string(FUNCTION.domain, one.domain);
	for (const [name, attribute] of one.attributeDefaults)
		writer.message(FUNCTION.attributeDefaults, writeAttribute(name, attribute));
	if (one.overload) writer.string(FUNCTION.overload, one.overload);
	return writer;
}

function writeOpsets(writer: WireWriter, field: number, opsets: ReadonlyMap<string, number>): void {
	for (const [domain, version] of opsets)
		writer.message(field, new WireWriter().string(OPSET.domain, domain).int(OPSET.version, version));
}

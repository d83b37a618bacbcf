import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import type { Model } from "../graph.ts";
import { ONNX_LIMITS } from "../limits.ts";
import { WireReader } from "../protobuf/wire-reader.ts";
import { WireSource } from "../protobuf/wire-source.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { finish } from "../slices.ts";
import { readModel } from "./read-model.ts";
import { readOnnx } from "./read-onnx.ts";
import { ATTRIBUTE, ENTRY, GRAPH, MODEL, NODE, OPSET, SHAPE, TENSOR, TENSOR_TYPE, TYPE, VALUE } from "./schema.ts";

const COUNT = 20_000;
/** What the engine's own bookkeeping may add. */
const SLACK_BYTES = 0.5 * 2 ** 20;

function repeat(into: WireWriter, field: number, make: (i: number) => WireWriter): WireWriter {
	for (let i = 0; i < COUNT; i++) into.message(field, make(i));
	return into;
}

function modelOf(graph: WireWriter): Uint8Array {
	const opset = new WireWriter().int(OPSET.version, 17);
	return new WireWriter().int(MODEL.irVersion, 8).message(MODEL.graph, graph).message(MODEL.opsets, opset).finish();
}

function modelOfNode(node: WireWriter): Uint8Array {
	return modelOf(new WireWriter().message(GRAPH.nodes, node.string(NODE.operator, "X")));
}

const emptyAttribute = (i: number): WireWriter =>
	new WireWriter().string(ATTRIBUTE.name, `a${i}`).int(ATTRIBUTE.type, 7);
const tensorOf = (name: string): WireWriter =>
	new WireWriter().int(TENSOR.elementType, 1).int(TENSOR.dims, 0).string(TENSOR.name, name);

/** Files whose objects are large for the bytes that make them. */
const files: Record<string, () => Uint8Array> = {
	"nodes without anything": () =>
		modelOf(repeat(new WireWriter(), GRAPH.nodes, () => new WireWriter().string(NODE.operator, "X"))),
	"nodes with short names": () =>
		modelOf(
			repeat(new WireWriter(), GRAPH.nodes, (i) =>
				new WireWriter().string(NODE.operator, "X").string(NODE.inputs, "").string(NODE.outputs, `${i}`),
			),
		),
	"nodes with one attribute each": () =>
		modelOf(
			repeat(new WireWriter(), GRAPH.nodes, (i) =>
				new WireWriter().string(NODE.operator, "X").message(NODE.attributes, emptyAttribute(i)),
			),
		),
	"a node with many inputs": () => {
		const node = new WireWriter();
		for (let i = 0; i < COUNT; i++) node.string(NODE.inputs, "");
		return modelOfNode(node);
	},
	"a node with many attributes": () => modelOfNode(repeat(new WireWriter(), NODE.attributes, emptyAttribute)),
	"an attribute of many empty strings": () => {
		const attribute = new WireWriter().string(ATTRIBUTE.name, "a").int(ATTRIBUTE.type, 8);
		for (let i = 0; i < COUNT; i++) attribute.bytes(ATTRIBUTE.strings, new Uint8Array(0));
		return modelOfNode(new WireWriter().message(NODE.attributes, attribute));
	},
	"an attribute of many small integers": () => {
		const attribute = new WireWriter().string(ATTRIBUTE.name, "a").int(ATTRIBUTE.type, 7);
		return modelOfNode(new WireWriter().message(NODE.attributes, attribute.bytes(ATTRIBUTE.ints, new Uint8Array(1e6))));
	},
	"an attribute of many empty graphs": () => {
		const attribute = new WireWriter().string(ATTRIBUTE.name, "a").int(ATTRIBUTE.type, 10);
		return modelOfNode(
			new WireWriter().message(
				NODE.attributes,
				repeat(attribute, ATTRIBUTE.graphs, () => new WireWriter()),
			),
		);
	},
	"an attribute of many empty types": () => {
		const attribute = new WireWriter().string(ATTRIBUTE.name, "a").int(ATTRIBUTE.type, 14);
		return modelOfNode(
			new WireWriter().message(
				NODE.attributes,
				repeat(attribute, ATTRIBUTE.valueTypes, () => new WireWriter()),
			),
		);
	},
	"empty weights": () => modelOf(repeat(new WireWriter(), GRAPH.weights, (i) => tensorOf(`${i}`))),
	"a weight of many empty strings": () => {
		const tensor = new WireWriter().int(TENSOR.elementType, 8).int(TENSOR.dims, COUNT).string(TENSOR.name, "w");
		for (let i = 0; i < COUNT; i++) tensor.bytes(TENSOR.strings, new Uint8Array(0));
		return modelOf(new WireWriter().message(GRAPH.weights, tensor));
	},
	"a weight of many small varints": () => {
		const tensor = new WireWriter().int(TENSOR.elementType, 7).int(TENSOR.dims, 1e6).string(TENSOR.name, "w");
		return modelOf(new WireWriter().message(GRAPH.weights, tensor.bytes(TENSOR.int64s, new Uint8Array(1e6))));
	},
	"empty values": () => modelOf(repeat(new WireWriter(), GRAPH.inputs, () => new WireWriter())),
	"values with many axes": () => {
		const shape = new WireWriter();
		for (let i = 0; i < ONNX_LIMITS.maxRank; i++) shape.message(SHAPE.dims, new WireWriter());
		const type = new WireWriter().message(TYPE.tensor, new WireWriter().message(TENSOR_TYPE.shape, shape)).finish();
		return modelOf(
			repeat(new WireWriter(), GRAPH.values, (i) =>
				new WireWriter().string(VALUE.name, `${i}`).bytes(VALUE.type, type),
			),
		);
	},
	properties: () =>
		repeat(new WireWriter().int(MODEL.irVersion, 1).message(MODEL.graph, new WireWriter()), MODEL.properties, (i) =>
			new WireWriter().string(ENTRY.key, `${i}`),
		).finish(),
	opsets: () =>
		repeat(new WireWriter().int(MODEL.irVersion, 1).message(MODEL.graph, new WireWriter()), MODEL.opsets, (i) =>
			new WireWriter().string(OPSET.domain, `${i}`),
		).finish(),
	functions: () =>
		repeat(new WireWriter().int(MODEL.irVersion, 1).message(MODEL.graph, new WireWriter()), MODEL.functions, (i) =>
			new WireWriter().string(1, `${i}`),
		).finish(),
};

function usedBytes(): number {
	global.gc?.();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

test.each(Object.entries(files))("the estimate is above the memory that is taken by %s", (_, make) => {
	const bytes = make();
	const limits = { ...ONNX_LIMITS, maxDecodedBytesBeside: 2 ** 40, maxProperties: COUNT, maxFunctions: COUNT };
	finish(readModel(new WireReader(new WireSource(bytes, limits))));
	const before = usedBytes();
	const source = new WireSource(bytes, limits);
	const held: Model[] = [finish(readModel(new WireReader(source)))];
	const taken = usedBytes() - before;
	expect(held).toHaveLength(1);
	expect(source.decodedBytes).toBeGreaterThan(0);
	expect(taken).toBeLessThan(source.decodedBytes + SLACK_BYTES);
});

test("a file that would take too much is refused before it does", () => {
	const node = Uint8Array.of(0x0a, 3, 0x22, 1, 0x41);
	const nodes = new Uint8Array(5 * 900_000);
	for (let at = 0; at < nodes.length; at += 5) nodes.set(node, at);
	const length: number[] = [];
	for (let rest = nodes.length; ; rest >>>= 7) {
		length.push(rest > 127 ? (rest & 127) | 128 : rest);
		if (rest <= 127) break;
	}
	const bytes = new Uint8Array(nodes.length + 3 + length.length);
	bytes.set([8, 8, 0x3a, ...length]);
	bytes.set(nodes, 3 + length.length);
	expect(() => readOnnx(bytes)).toThrow(InferenceError);
	expect(() => readOnnx(bytes)).toThrow(/less memory for the size of its file/);
});

import { InferenceError, type LoadedModel } from "@polyinfer/core";
import { expect, test } from "vitest";
import { findingsOf } from "../findings.ts";
import { loadModel } from "../load-model.ts";
import { metadataOf } from "../metadata.ts";
import { modelOf } from "../model-of.ts";
import { readOnnx } from "../onnx/read-onnx.ts";
import { ATTRIBUTE, GRAPH, NODE, TENSOR } from "../onnx/schema.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { finish } from "../slices.ts";
import { survey } from "../survey.ts";
import { modelBytes } from "../testing/broken-model.ts";
import { scanModel } from "./scan-model.ts";

const COUNT = 120_000;
/** Far more than any of these takes alone on a machine; what grows faster than the file takes minutes. */
const MAX_MS = 10_000;

const repeat = (field: number, make: (i: number) => WireWriter, into = new WireWriter()): WireWriter => {
	for (let i = 0; i < COUNT; i++) into.message(field, make(i));
	return into;
};
const node = (operator: string, ...inputs: readonly string[]): WireWriter => {
	const writer = new WireWriter().string(NODE.operator, operator);
	for (const input of inputs) writer.string(NODE.inputs, input);
	return writer;
};
/** A weight `w` of `length` small integers. */
const list = (length: number): WireWriter =>
	new WireWriter().message(
		GRAPH.weights,
		new WireWriter()
			.int(TENSOR.dims, length)
			.int(TENSOR.elementType, 7)
			.string(TENSOR.name, "w")
			.bytes(
				TENSOR.raw,
				Uint8Array.from({ length: 8 * length }, (_, i) => (i % 8 === 0 ? 1 : 0)),
			),
	);

/** Files that ask much of the scan for each of their bytes. */
const files: Record<string, () => WireWriter> = {
	"one Concat of many lists": () => {
		const concat = node("Concat");
		for (let i = 0; i < COUNT; i++) concat.string(NODE.inputs, "w");
		return list(16).message(GRAPH.nodes, concat);
	},
	"Concats of Concats": () =>
		repeat(GRAPH.nodes, (i) => node("Concat", i === 0 ? "w" : `${i - 1}`).string(NODE.outputs, `${i}`), list(16)),
	"Tiles of many axes": () => repeat(GRAPH.nodes, (i) => node("Tile", "w", "w").string(NODE.outputs, `${i}`), list(12)),
	"Expands of many axes": () =>
		repeat(GRAPH.nodes, (i) => node("Expand", i === 0 ? "w" : `${i - 1}`, "w").string(NODE.outputs, `${i}`), list(12)),
	"Constants of lists": () =>
		repeat(GRAPH.nodes, (i) =>
			node("Constant")
				.string(NODE.outputs, `${i}`)
				.message(
					NODE.attributes,
					new WireWriter()
						.string(ATTRIBUTE.name, "value_ints")
						.int(ATTRIBUTE.type, 7)
						.bytes(ATTRIBUTE.ints, new Uint8Array(8)),
				),
		),
	"sparse weights": () =>
		repeat(GRAPH.sparseWeights, (i) =>
			new WireWriter()
				.message(
					1,
					new WireWriter().int(TENSOR.elementType, 1).string(TENSOR.name, `${i}`).bytes(TENSOR.raw, new Uint8Array(4)),
				)
				.int(3, 0),
		),
	"nodes without a known operator": () => repeat(GRAPH.nodes, () => node("X")),
};

function used(): number {
	global.gc?.();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return heapUsed + arrayBuffers;
}

function describe(bytes: Uint8Array): unknown {
	try {
		const model = readOnnx(bytes);
		const surveyed = finish(survey(model));
		return [model, surveyed, metadataOf(model, surveyed), findingsOf(model, surveyed), finish(scanModel(model))];
	} catch (error) {
		expect(error).toBeInstanceOf(InferenceError);
		return error;
	}
}

test.each(Object.entries(files))("%s stay within 4 times the file and 64 MiB", (_, make) => {
	const bytes = modelBytes(make());
	const before = used();
	const start = performance.now();
	const held = describe(bytes);
	const ms = performance.now() - start;
	const most = process.memoryUsage();
	const kept = used() - before;
	expect(held).toBeDefined();
	expect(ms).toBeLessThan(MAX_MS);
	const bound = 4 * bytes.length + 64 * 2 ** 20;
	expect(kept).toBeLessThan(bound);
	// What was let go of and not collected yet is among this.
	expect(most.heapUsed + most.arrayBuffers - before).toBeLessThan(1.5 * bound);
});

test("a graph that takes more is refused, and `trusted: true` admits it", async () => {
	const weights = new WireWriter();
	for (let i = 0; i < 170_000; i++)
		weights.message(
			GRAPH.weights,
			new WireWriter().int(TENSOR.elementType, 1).int(TENSOR.dims, 0).string(TENSOR.name, `${i}`),
		);
	const bytes = modelBytes(weights);
	await expect(loadModel(bytes, {})).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: expect.stringMatching(/less memory for the size of its file .*trusted: true/),
	});
	const [loaded] = await loadModel(bytes, { trusted: true });
	expect(modelOf(loaded as LoadedModel)?.graph.weights.size).toBe(170_000);
});

import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildGraph, buildModel } from "../build-model.ts";
import { externalModel } from "../testing/external-model.ts";
import { weightTensor } from "../weight.ts";
import { embedWeights } from "./embed-weights.ts";
import { readOnnx } from "./read-onnx.ts";
import { writeOnnx } from "./write-onnx.ts";

const place = { location: "weights.bin", offset: 16, length: 16 };
const bytes = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

test("weights of other files come into the model's own", () => {
	const places = [place, { location: "other.bin", offset: 0 }];
	const asked: unknown[] = [];
	const made = embedWeights(readOnnx(externalModel(...places)), (external) => {
		asked.push(external);
		return bytes;
	});
	expect(asked).toEqual(places);
	const { weights } = readOnnx(writeOnnx(made)).graph;
	for (const weight of weights.values()) expect(weightTensor(weight).toNumbers()).toEqual([1, 2, 3, 4]);
});

test("weights in constants and in branches too", () => {
	const weight = { name: "w", elementType: 1, shape: [4], data: { kind: "external", external: place } } as const;
	const branch = buildGraph({
		inputs: [],
		outputs: [],
		nodes: [{ operator: "Constant", inputs: [], outputs: ["c"], attributes: { value: attribute.tensor(weight) } }],
	});
	const node = { operator: "If", inputs: ["go"], outputs: [], attributes: { then_branch: attribute.graph(branch) } };
	const model = embedWeights(buildModel({ inputs: [], outputs: [], nodes: [node], opset: 17 }), () => bytes);
	const inner = model.graph.nodes[0]?.attributes.get("then_branch");
	const value = inner?.kind === "graph" ? inner.value.nodes[0]?.attributes.get("value") : undefined;
	expect(value).toEqual(attribute.tensor({ ...weight, data: { kind: "bytes", bytes } }));
});

test("bytes that are missing or too few are INVALID_ARGUMENT", () => {
	const model = readOnnx(externalModel(place));
	const message = "Expected 16 bytes of weights.bin for weight `w0` but received";
	expect(() => embedWeights(model, () => undefined)).toThrow(`${message} none.`);
	expect(() => embedWeights(model, () => bytes.subarray(1))).toThrow(`${message} 15.`);
});

import { expect, test } from "vitest";
import { tfjsJson } from "../testing/tfjs-model.ts";
import { readTfjs } from "./read-tfjs.ts";
import { tfjsMetadataOf } from "./tfjs-metadata-of.ts";

type Json = Parameters<NonNullable<Parameters<typeof tfjsJson>[0]>>[0];
const weights = (value: unknown) => (json: Json) => {
	json.weightsManifest = [{ paths: ["a.bin"], weights: [value] }];
};
const node = (value: unknown) => (json: Json) => {
	(json.modelTopology.node as unknown[]).push(value);
};

test("reads inputs, outputs, operators and weights of a graph model", () => {
	expect(tfjsMetadataOf(readTfjs(tfjsJson()))).toEqual({
		inputs: [{ name: "x", dtype: "float32", shape: [2] }],
		outputs: [{ name: "y", dtype: "float32", shape: [2] }],
		opsets: {},
		operators: { AddV2: 1 },
		parameters: { count: 2, bytes: 8 },
		producer: "a test",
		properties: {},
	});
});

test("a model without a signature has its placeholders as inputs and its ends as outputs", () => {
	const graph = readTfjs(tfjsJson((json) => void Object.assign(json, { signature: undefined })));
	expect(graph.inputs).toMatchObject([{ name: "x", tensor: "x", dtype: "float32", shape: [2] }]);
	expect(graph.outputs).toEqual([{ name: "Identity", tensor: "Identity", dtype: "float32", shape: null }]);
});

test("free axes are null and keep their names; a shape that is not told is null", () => {
	const dim = [{ size: "-1", name: "batch" }, { size: -1 }, { size: 3 }, {}];
	const { inputs, outputs } = readTfjs(
		tfjsJson((json) => {
			json.signature = {
				inputs: { x: { name: "x:0", dtype: 1, tensorShape: { dim } } },
				outputs: { y: { name: "Identity:0", dtype: "DT_RESOURCE", tensorShape: { unknownRank: true } } },
			};
		}),
	);
	expect(inputs[0]).toMatchObject({ shape: [null, null, 3, 0], dimNames: ["batch", null, null, null] });
	expect(outputs[0]).toEqual({ name: "y", tensor: "Identity:0", shape: null });
});

test("a Keras model is told from a graph model, and its weights are read", () => {
	const graph = readTfjs(
		tfjsJson((json) => {
			json.format = "layers-model";
			json.modelTopology = { model_config: {} };
		}),
	);
	expect(graph).toMatchObject({ kind: "layers-model", nodes: [], inputs: [] });
	expect(graph.groups[0]?.weights).toHaveLength(1);
	expect(tfjsMetadataOf(graph)).toBeUndefined();
});

test.each<[string, (json: Json) => void, RegExp]>([
	["no topology", (json) => void Object.assign(json, { modelTopology: undefined }), /modelTopology/],
	[
		"nodes that are no list",
		(json) => void Object.assign(json.modelTopology, { node: {} }),
		/a list as modelTopology\.node/,
	],
	["a node without a name", node({ op: "Relu" }), /node\[3\]\.name/],
	["a node twice", node({ name: "x", op: "Relu" }), /occurs twice/],
	[
		"a node that reads nothing that is there",
		node({ name: "r", op: "Relu", input: ["nowhere:1"] }),
		/`nowhere`, which `r` reads/,
	],
	["a constant without a weight", node({ name: "c", op: "Const" }), /constant `c`/],
	[
		"an output that is not there",
		(json) => void Object.assign(json, { signature: { outputs: { y: { name: "gone:0" } } } }),
		/`gone` behind `y`/,
	],
	[
		"a path out of the folder",
		(json) => void Object.assign(json, { weightsManifest: [{ paths: ["../w.bin"], weights: [] }] }),
		/inside the model's folder/,
	],
	[
		"an absolute path",
		(json) => void Object.assign(json, { weightsManifest: [{ paths: ["/etc/passwd"], weights: [] }] }),
		/inside the model's folder/,
	],
	[
		"an address as a path",
		(json) => void Object.assign(json, { weightsManifest: [{ paths: ["https://a.example/w"], weights: [] }] }),
		/inside/,
	],
	["a weight of an unknown dtype", weights({ name: "w", dtype: "float8", shape: [] }), /one of float32/],
	["a weight of a negative size", weights({ name: "w", dtype: "float32", shape: [-1] }), /sizes of 0 and above/],
	["a weight of a fraction's size", weights({ name: "w", dtype: "float32", shape: [1.5] }), /sizes of 0 and above/],
	[
		"a weight of endless size",
		weights({ name: "w", dtype: "float32", shape: [2 ** 31, 2 ** 31] }),
		/at most 4294967296 bytes/,
	],
	["a weight of too many axes", weights({ name: "w", dtype: "float32", shape: Array(33).fill(1) }), /at most 32/],
	[
		"a quantization without numbers",
		weights({ name: "w", dtype: "float32", shape: [2], quantization: { dtype: "uint8" } }),
		/quantization\.scale/,
	],
	[
		"a quantization of texts",
		weights({ name: "w", dtype: "string", shape: [2], quantization: { dtype: "float16" } }),
		/float32 or int32/,
	],
])("%s is INVALID_MODEL and told", (_, change, message) => {
	expect(() => readTfjs(tfjsJson(change))).toThrow(
		expect.objectContaining({ code: "INVALID_MODEL", message: expect.stringMatching(message) }),
	);
});

test.each<[string, Uint8Array]>([
	["no JSON", new TextEncoder().encode('{"modelTopology": ')],
	["no UTF-8", Uint8Array.of(0x7b, 0xff, 0xfe)],
	["a list", new TextEncoder().encode("[1]")],
	["deep nesting", new TextEncoder().encode(`${'{"modelTopology":'.repeat(200_000)}1${"}".repeat(200_000)}`)],
])("%s is INVALID_MODEL", (_, bytes) => {
	expect(() => readTfjs(bytes)).toThrow(expect.objectContaining({ code: "INVALID_MODEL" }));
});

test("2,000 files with bytes changed are read or INVALID_MODEL", () => {
	const whole = tfjsJson();
	for (let i = 0; i < 2000; i++) {
		const bytes = whole.slice(0, i % 3 === 0 ? (i * 37) % whole.length : undefined);
		if (bytes.length > 0) bytes[(i * 7919) % bytes.length] = (i * 31) & 127;
		try {
			expect(readTfjs(bytes).groups.length).toBeGreaterThanOrEqual(0);
		} catch (error) {
			expect(error).toMatchObject({ code: "INVALID_MODEL" });
		}
	}
});

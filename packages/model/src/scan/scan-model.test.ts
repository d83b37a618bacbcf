import { expect, test } from "vitest";
import { attribute } from "../attribute.ts";
import { buildGraph, buildModel, type ModelSpec, type NodeSpec } from "../build-model.ts";
import type { Model } from "../graph.ts";
import { loadModel } from "../load-model.ts";
import { readOnnx } from "../onnx/read-onnx.ts";
import { GRAPH } from "../onnx/schema.ts";
import { writeOnnx } from "../onnx/write-onnx.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { finish } from "../slices.ts";
import { modelBytes } from "../testing/broken-model.ts";
import { smallModel } from "../testing/small-model.ts";
import { weightOf } from "../weight.ts";
import { scanModel } from "./scan-model.ts";

const scan = (model: Model): string[] => finish(scanModel(model)).map(({ kind, message }) => `${kind}: ${message}`);
const netOf = (nodes: readonly NodeSpec[], weights: ModelSpec["weights"] = {}): Model =>
	buildModel({ inputs: [], outputs: [], nodes, weights, opset: 17 });
const text = (magic: string): Uint8Array => {
	const bytes = new Uint8Array(100);
	for (let i = 0; i < magic.length; i++) bytes[i] = magic.charCodeAt(i);
	return bytes;
};
const int64 = (...numbers: number[]) =>
	({ dtype: "int64", data: BigInt64Array.from(numbers, BigInt), shape: [numbers.length] }) as const;
const blob: NodeSpec = { operator: "EPContext", domain: "com.microsoft", name: "ctx", inputs: [], outputs: ["y"] };

/** The model as bytes: refused for `kind`, unless trusted. */
async function expectRefused(model: Model, kind: string): Promise<void> {
	const bytes = writeOnnx(model);
	await expect(loadModel(bytes, {})).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: expect.stringContaining(`refused for ${kind}: `),
		advice: expect.stringContaining("trusted: true"),
	});
	const [loaded] = await loadModel(bytes, { trusted: true });
	expect(loaded?.findings).toContainEqual({ kind, message: expect.any(String), refused: true });
}

test("an ordinary model has nothing to refuse", () => {
	expect(scan(smallModel())).toEqual([]);
});

test.each<[string, NodeSpec]>([
	["EPContext with an embedded cache", { ...blob, attributes: { embed_mode: attribute.int(1) } }],
	["EPContext of another domain", { ...blob, domain: "" }],
	["a TensorRT engine of TF-TRT", { ...blob, operator: "TRTEngineOp", domain: "tf" }],
])("%s is a vendor-blob", async (_, node) => {
	expect(scan(netOf([node]))[0]).toMatch(new RegExp(`^vendor-blob: .*\`${node.operator} ctx\`\\.$`));
	await expectRefused(netOf([node]), "vendor-blob");
});

test("a vendor-blob is seen in subgraphs and functions", () => {
	const body = buildGraph({ inputs: [], outputs: [], nodes: [blob] });
	const outer: NodeSpec = {
		operator: "If",
		inputs: [],
		outputs: [],
		attributes: { then_branch: attribute.graph(body) },
	};
	expect(scan(netOf([outer]))).toHaveLength(1);
	expect(scan(withFunctions(netOf([]), [{ name: "f", calls: [blob] }]))).toHaveLength(1);
});

test.each(["ftrt", "ptrt", "vtrt", "\x7fELF", "MZ\x90\0", "PK\x03\x04", "\0\0\0\0ORTM", "\xcf\xfa\xed\xfe"])(
	"%j inside an attribute or a weight is an embedded-file",
	async (magic) => {
		const node: NodeSpec = {
			operator: "Odd",
			domain: "x",
			inputs: [],
			outputs: ["y"],
			attributes: { data: { kind: "string", value: text(magic) } },
		};
		await expectRefused(netOf([node]), "embedded-file");
		await expectRefused(netOf([], { w: { dtype: "uint8", data: text(magic), shape: [100] } }), "embedded-file");
		const constant = attribute.tensor(weightOf("", { dtype: "uint8", data: text(magic), shape: [100] }));
		const inNode: NodeSpec = { operator: "Constant", inputs: [], outputs: ["c"], attributes: { value: constant } };
		await expectRefused(netOf([inNode]), "embedded-file");
		expect(scan(netOf([], { w: { dtype: "uint8", data: text(magic).slice(0, 60), shape: [60] } }))).toEqual([]);
	},
);

test("a node that calls Python is foreign-code", async () => {
	await expectRefused(
		netOf([{ operator: "PythonOp", domain: "com.microsoft", inputs: [], outputs: ["y"] }]),
		"foreign-code",
	);
});

const big = int64(1_000_000, 1_000_000);
const bombs: Record<string, readonly [nodes: readonly NodeSpec[], weights?: ModelSpec["weights"]]> = {
	ConstantOfShape: [[{ operator: "ConstantOfShape", inputs: ["big"], outputs: ["y"] }]],
	"ConstantOfShape of a Constant node": [
		[
			{ operator: "Constant", inputs: [], outputs: ["s"], attributes: { value_ints: attribute.ints([2 ** 31]) } },
			{ operator: "ConstantOfShape", inputs: ["s"], outputs: ["y"] },
		],
	],
	"ConstantOfShape of a product": [
		[
			{ operator: "Mul", inputs: ["many", "many"], outputs: ["s"] },
			{ operator: "ConstantOfShape", inputs: ["s"], outputs: ["y"] },
		],
		{ many: int64(2 ** 20) },
	],
	Expand: [[{ operator: "Expand", inputs: ["big", "big"], outputs: ["y"] }]],
	Tile: [[{ operator: "Tile", inputs: ["unknown", "big"], outputs: ["y"] }]],
	Range: [
		[{ operator: "Range", inputs: ["zero", "limit", "one"], outputs: ["y"] }],
		{
			zero: { dtype: "float32", data: Float32Array.of(0), shape: [] },
			limit: { dtype: "float32", data: Float32Array.of(1e12), shape: [] },
			one: { dtype: "float32", data: Float32Array.of(1), shape: [] },
		},
	],
	Pad: [[{ operator: "Pad", inputs: ["x", "pads"], outputs: ["y"] }], { pads: int64(0, 2 ** 40) }],
	OneHot: [[{ operator: "OneHot", inputs: ["big", "depth", "v"], outputs: ["y"] }], { depth: int64(2 ** 31) }],
	RandomNormal: [
		[
			{
				operator: "RandomNormal",
				inputs: [],
				outputs: ["y"],
				attributes: { shape: attribute.ints([2 ** 20, 2 ** 20]) },
			},
		],
	],
	Resize: [
		[{ operator: "Resize", inputs: ["x", "", "scales"], outputs: ["y"] }],
		{ scales: { dtype: "float32", data: Float32Array.of(1e5, 1e5), shape: [2] } },
	],
	"a column times a row": [
		[
			{ operator: "Expand", inputs: ["one", "column"], outputs: ["c"] },
			{ operator: "Expand", inputs: ["one", "row"], outputs: ["r"] },
			{ operator: "Mul", inputs: ["c", "r"], outputs: ["y"] },
		],
		{ one: int64(1), column: int64(100_000, 1), row: int64(1, 100_000) },
	],
	"a value joined with itself 31 times": [
		Array.from({ length: 31 }, (_, i): NodeSpec => {
			return {
				operator: "Concat",
				inputs: [`v${i}`, `v${i}`],
				outputs: [`v${i + 1}`],
				attributes: { axis: attribute.int(0) },
			};
		}),
		{ v0: int64(1) },
	],
};

test.each(Object.entries(bombs))("%s of a terabyte is a size-bomb", async (_, [nodes, weights = {}]) => {
	const model = netOf(nodes, { big, ...weights });
	expect(scan(model)).toEqual([expect.stringMatching(/^size-bomb: /)]);
});

test("a size-bomb is refused, and one in a subgraph knows the values around it", async () => {
	const body = buildGraph({
		inputs: [],
		outputs: [],
		nodes: [{ operator: "ConstantOfShape", inputs: ["big"], outputs: ["z"] }],
	});
	const outer: NodeSpec = {
		operator: "If",
		inputs: [""],
		outputs: ["y"],
		attributes: { then_branch: attribute.graph(body) },
	};
	await expectRefused(netOf([outer], { big }), "size-bomb");
});

test("sizes that networks have are no size-bomb", () => {
	const nodes: NodeSpec[] = [
		{ operator: "ConstantOfShape", inputs: ["mask"], outputs: ["m"] },
		{ operator: "Expand", inputs: ["x", "mask"], outputs: ["e"] },
		{ operator: "Reshape", inputs: ["x", "any"], outputs: ["r"] },
	];
	expect(scan(netOf(nodes, { mask: int64(1, 1, 8192, 8192), any: int64(0, -1) }))).toEqual([]);
});

test("sparse weights of a terabyte are a size-bomb, in graphs and in nodes", async () => {
	const sparse = new WireWriter()
		.int(3, 2 ** 20)
		.int(3, 2 ** 20)
		.finish();
	const model = netOf([]);
	const weight = { ...model, graph: { ...model.graph, sparseWeights: new Map([["s", sparse]]) } };
	expect(scan(weight)).toEqual(["size-bomb: Values of 2147483648 elements and more, out of constants: `s`."]);
	const value = { kind: "sparse-tensors", single: true, value: [sparse] } as const;
	expect(scan(netOf([{ operator: "Constant", inputs: [], outputs: ["c"], attributes: { value } }]))).toHaveLength(1);
});

test("sparse weights that lie in another file are found there", async () => {
	const entry = (key: string, value: string) => new WireWriter().string(1, key).string(2, value);
	const values = new WireWriter()
		.int(1, 1)
		.int(2, 1)
		.string(8, "s")
		.message(13, entry("location", "/etc/passwd"))
		.int(14, 1);
	const graph = new WireWriter().message(GRAPH.sparseWeights, new WireWriter().message(1, values).int(3, 1));
	const bytes = modelBytes(graph);
	expect(readOnnx(bytes).graph.sparseWeights.size).toBe(1);
	await expect(loadModel(bytes, {})).rejects.toMatchObject({ message: expect.stringMatching(/external-path/) });
});

/** Adds functions of domain `f` that consist of the given calls. */
function withFunctions(model: Model, functions: readonly { name: string; calls: readonly NodeSpec[] }[]): Model {
	return {
		...model,
		functions: functions.map(({ name, calls }) => ({
			name,
			domain: "f",
			inputs: [],
			outputs: [],
			attributes: [],
			attributeDefaults: new Map(),
			opsets: new Map([["", 17]]),
			nodes: buildGraph({ inputs: [], outputs: [], nodes: calls }).nodes,
		})),
	};
}
const call = (name: string): NodeSpec => ({ operator: name, domain: "f", inputs: [], outputs: [] });

test("functions that double at each of 30 steps are a function-bomb", async () => {
	const doubling = Array.from({ length: 30 }, (_, i) => ({
		name: `f${i}`,
		calls: [call(`f${i + 1}`), call(`f${i + 1}`)],
	}));
	const last = { name: "f30", calls: [{ operator: "Relu", inputs: [], outputs: [] }] };
	const model = withFunctions(netOf([call("f0")]), [...doubling, last]);
	expect(scan(model)).toEqual([
		"function-bomb: Functions that call functions stand for 1.07e+9 nodes, more than 1000000.",
	]);
	await expectRefused(model, "function-bomb");
});

test("a chain of 9,000 functions is a function-bomb, one of 50 is not", () => {
	const chain = (length: number): Model =>
		withFunctions(
			netOf([call("f0")]),
			Array.from({ length }, (_, i) => ({ name: `f${i}`, calls: i + 1 < length ? [call(`f${i + 1}`)] : [] })),
		);
	expect(scan(chain(9000))).toEqual([
		"function-bomb: Functions and graphs lie 9001 deep inside each other, more than 100.",
	]);
	expect(scan(chain(50))).toEqual([]);
});

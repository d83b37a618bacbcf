import { createHash } from "node:crypto";
import type { LoadedModel, ModelFile } from "@polyinfer/core";
import { readTfjs, tfjsMetadataOf } from "@polyinfer/model";

/** A node of a graph model. */
export interface TestNode {
	readonly name: string;
	readonly op: string;
	readonly input?: readonly string[];
	readonly attr?: object;
}

const float = { type: "DT_FLOAT" };
const free = { dim: [{ size: "-1" }] };

/** A graph model with one float32 input `x` and one output `y`, both with one free axis, and the weights `w` = [3, 4] and `zero`, an int32. */
export function graphModel(nodes: readonly TestNode[], output: string, dtype = "DT_FLOAT"): LoadedModel {
	const json = {
		format: "graph-model",
		modelTopology: {
			node: [
				{ name: "x", op: "Placeholder", attr: { dtype: float, shape: { shape: free } } },
				{ name: "w", op: "Const", attr: { dtype: float } },
				{ name: "zero", op: "Const", attr: { dtype: { type: "DT_INT32" } } },
				...nodes,
			],
			versions: { producer: 1 },
		},
		signature: {
			inputs: { x: { name: "x:0", dtype: "DT_FLOAT", tensorShape: free } },
			outputs: { y: { name: output, dtype, tensorShape: free } },
		},
		weightsManifest: [
			{
				paths: ["w.bin"],
				weights: [
					{ name: "w", dtype: "float32", shape: [2] },
					{ name: "zero", dtype: "int32", shape: [] },
				],
			},
		],
	};
	return loadedModel([
		{ name: "", bytes: new TextEncoder().encode(JSON.stringify(json)) },
		{ name: "w.bin", bytes: new Uint8Array(Float32Array.of(3, 4, 0).buffer) },
	]);
}

/** These files as a model that the loader has passed. */
export function loadedModel(files: readonly ModelFile[]): LoadedModel {
	const [main] = files as [ModelFile];
	const graph = readTfjs(main.bytes);
	const metadata = tfjsMetadataOf(graph);
	return {
		format: "tfjs",
		files,
		sha256: createHash("sha256").update(main.bytes).digest("hex"),
		findings: [],
		graph,
		...(metadata === undefined ? {} : { metadata }),
	};
}

/** y = x + w. */
export const addModel: LoadedModel = graphModel(
	[{ name: "sum", op: "AddV2", input: ["x", "w"], attr: { T: float } }],
	"sum:0",
);

/** y = x + w where the sum of x is above 0, else x: control flow of TensorFlow 1. */
export const switchModel: LoadedModel = graphModel(
	[
		{ name: "total", op: "Sum", input: ["x", "zero"], attr: { T: float, keep_dims: { b: false } } },
		{ name: "nothing", op: "Cast", input: ["zero"], attr: { SrcT: { type: "DT_INT32" }, DstT: float } },
		{ name: "above", op: "Greater", input: ["total", "nothing"], attr: { T: float } },
		{ name: "switch", op: "Switch", input: ["x", "above"], attr: { T: float } },
		{ name: "sum", op: "AddV2", input: ["switch:1", "w"], attr: { T: float } },
		{ name: "same", op: "Identity", input: ["switch"], attr: { T: float } },
		{ name: "y", op: "Merge", input: ["same", "sum"], attr: { T: float, N: { i: "2" } } },
	],
	"y:0",
);

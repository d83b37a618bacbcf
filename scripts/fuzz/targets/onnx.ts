import { InferenceError } from "../../../packages/core/src/index.ts";
import { findingsOf } from "../../../packages/model/src/findings.ts";
import type { Model } from "../../../packages/model/src/graph.ts";
import { attribute, buildGraph, buildModel, detectFormat, writeOnnx } from "../../../packages/model/src/index.ts";
import { metadataOf } from "../../../packages/model/src/metadata.ts";
import { readOnnx } from "../../../packages/model/src/onnx/read-onnx.ts";
import { WireWriter } from "../../../packages/model/src/protobuf/wire-writer.ts";
import { externalPaths } from "../../../packages/model/src/scan/external-paths.ts";
import { scanModel } from "../../../packages/model/src/scan/scan-model.ts";
import { finish } from "../../../packages/model/src/slices.ts";
import { survey } from "../../../packages/model/src/survey.ts";
import { externalModel } from "../../../packages/model/src/testing/external-model.ts";
import { smallModel } from "../../../packages/model/src/testing/small-model.ts";
import { type FuzzTarget, magnitude, sentenceOf } from "../fuzz-target.ts";
import { mutateProtobuf } from "../mutate-protobuf.ts";

/** The detection of formats, the ONNX reader and the scan, as the loader calls them. */
export const onnx: FuzzTarget = {
	seeds: () => [
		writeOnnx(smallModel()),
		writeOnnx(shapeModel()),
		writeOnnx(functionModel()),
		externalModel(place, place),
	],
	mutate: mutateProtobuf,
	read(bytes) {
		detectFormat({ head: bytes.subarray(0, 65536), tail: bytes.subarray(-65536) });
		try {
			const model = readOnnx(bytes);
			const surveyed = finish(survey(model));
			const metadata = metadataOf(model, surveyed);
			const findings = [
				...findingsOf(model, surveyed),
				...finish(externalPaths(surveyed, true)),
				...finish(scanModel(model)),
			];
			const { graph, functions } = model;
			const sizes = [graph.nodes.length, graph.weights.size, functions.length, surveyed.operators.size].map(magnitude);
			return { word: `${sizes} ${findings.map(({ kind }) => kind)}`, held: { model, metadata, findings } };
		} catch (error) {
			if (!(error instanceof InferenceError) || error.code !== "INVALID_MODEL") throw error;
			return { word: sentenceOf(error.message), held: error };
		}
	},
};

const place = { location: "w.bin", offset: 0 };
const int64 = (...numbers: number[]) =>
	({ dtype: "int64", data: BigInt64Array.from(numbers, BigInt), shape: [numbers.length] }) as const;

/** Operators whose sizes the scan follows, and a sparse weight. */
function shapeModel(): Model {
	const model = buildModel({
		inputs: [{ name: "x", dtype: "float32", shape: [2, null] }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [
			{ operator: "ConstantOfShape", inputs: ["s"], outputs: ["a"] },
			{ operator: "Expand", inputs: ["a", "s"], outputs: ["b"] },
			{ operator: "Tile", inputs: ["b", "s"], outputs: ["c"] },
			{ operator: "Concat", inputs: ["c", "c"], outputs: ["d"], attributes: { axis: attribute.int(0) } },
			{ operator: "Range", inputs: ["s", "t", "s"], outputs: ["e"] },
			{ operator: "Pad", inputs: ["x", "p"], outputs: ["f"] },
			{ operator: "Mul", inputs: ["s", "t"], outputs: ["g"] },
			{ operator: "Reshape", inputs: ["d", "g"], outputs: ["h"] },
			{ operator: "MatMul", inputs: ["h", "h"], outputs: ["y"] },
		],
		weights: { s: int64(2, 3), t: int64(3, 4), p: int64(0, 0, 1, 1) },
		opset: 17,
	});
	const values = new WireWriter().int(1, 1).int(2, 1).string(8, "z").bytes(9, new Uint8Array(4));
	const sparse = new WireWriter().message(1, values).int(3, 5).finish();
	return { ...model, graph: { ...model.graph, sparseWeights: new Map([["z", sparse]]) } };
}

/** Functions that call each other. */
function functionModel(): Model {
	const make = (name: string, calls: readonly string[]) => ({
		name,
		domain: "f",
		inputs: [],
		outputs: [],
		attributes: ["alpha"],
		attributeDefaults: new Map([["beta", attribute.float(1)]]),
		opsets: new Map([["", 17]]),
		nodes: buildGraph({
			inputs: [],
			outputs: [],
			nodes: calls.map((operator) => ({ operator, domain: "f", inputs: [], outputs: [] })),
		}).nodes,
	});
	const nodes = [{ operator: "a", domain: "f", inputs: [], outputs: [] }];
	const model = buildModel({ inputs: [], outputs: [], nodes, opset: { "": 17, f: 1 } });
	return { ...model, functions: [make("a", ["b", "b"]), make("b", ["c", "c"]), make("c", [])] };
}

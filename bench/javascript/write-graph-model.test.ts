import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { attribute, buildModel, type ModelSpec, writeOnnx } from "@polyinfer/model";
import { createSession, Tensor } from "polyinfer";
import { expect, test } from "vitest";
import { writeGraphModel } from "./write-graph-model.ts";

const numbers = (...shape: number[]) => {
	const count = shape.reduce((product, size) => product * size, 1);
	return { dtype: "float32" as const, data: Float32Array.from({ length: count }, (_, i) => Math.sin(i + 1)), shape };
};
const scalar = (value: number) => ({ dtype: "float32" as const, data: Float32Array.of(value), shape: [] });

/** Every kind of node, with strides, groups and a sum of two branches. */
const net: ModelSpec = {
	opset: 13,
	inputs: [{ name: "x", dtype: "float32", shape: [1, 3, 8, 8] }],
	outputs: [{ name: "y", dtype: "float32", shape: [1, 5] }],
	nodes: [
		conv("x", "stem", 2, 1, [0, 0, 1, 1]),
		{ operator: "Clip", inputs: ["stem", "zero", "six"], outputs: ["stem.relu6"] },
		conv("stem.relu6", "deep", 1, 4, [1, 1, 1, 1]),
		{ operator: "Clip", inputs: ["deep", "zero", "six"], outputs: ["deep.relu6"] },
		conv("deep.relu6", "project", 1, 1, [0, 0, 0, 0]),
		{ operator: "Add", inputs: ["project", "stem.relu6"], outputs: ["sum"] },
		{ operator: "GlobalAveragePool", inputs: ["sum"], outputs: ["pool"] },
		{ operator: "Flatten", inputs: ["pool"], outputs: ["flat"] },
		{
			operator: "Gemm",
			inputs: ["flat", "y.weight", "y.bias"],
			outputs: ["y"],
			attributes: { transB: attribute.int(1) },
		},
	],
	weights: {
		zero: scalar(0),
		six: scalar(6),
		"stem.weight": numbers(4, 3, 3, 3),
		"stem.bias": numbers(4),
		"deep.weight": numbers(4, 1, 3, 3),
		"deep.bias": numbers(4),
		"project.weight": numbers(4, 4, 1, 1),
		"project.bias": numbers(4),
		"y.weight": numbers(5, 4),
		"y.bias": numbers(5),
	},
};

function conv(input: string, name: string, stride: number, group: number, pads: readonly number[]) {
	return {
		operator: "Conv",
		inputs: [input, `${name}.weight`, `${name}.bias`],
		outputs: [name],
		attributes: {
			strides: attribute.ints([stride, stride]),
			group: attribute.int(group),
			pads: attribute.ints(pads),
		},
	};
}

test("a graph model that is written gives what the ONNX file gives", async () => {
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
	try {
		const model = buildModel(net);
		const { json, weights } = writeGraphModel(model, "net.bin");
		await writeFile(join(folder, "net.onnx"), writeOnnx(model));
		await writeFile(join(folder, "net.json"), json);
		await writeFile(join(folder, "net.bin"), weights);
		const x = numbers(1, 3, 8, 8).data;
		const last = Float32Array.from(x, (_, i) => x[(i % 3) * 64 + Math.floor(i / 3)] as number);
		const results = await Promise.all([
			run(join(folder, "net.onnx"), "cpu", new Tensor("float32", x, [1, 3, 8, 8])),
			run(join(folder, "net.json"), "tfjs", new Tensor("float32", last, [1, 8, 8, 3])),
		]);
		const [expected, written] = results.map(({ y }) => [...(y as Tensor<"float32">).data]);
		expect(written).toHaveLength(5);
		for (const [i, value] of (written ?? []).entries()) expect(value).toBeCloseTo(expected?.[i] as number, 5);
	} finally {
		await rm(folder, { recursive: true });
	}
});

async function run(path: string, prefer: "cpu" | "tfjs", x: Tensor) {
	await using session = await createSession(path, { prefer });
	return session.run({ x });
}

test("an operator that is not among them is refused", () => {
	const nodes = [{ operator: "Tanh", inputs: ["x"], outputs: ["y"] }];
	expect(() => writeGraphModel(buildModel({ ...net, nodes }), "net.bin")).toThrow("Expected no operator Tanh.");
});

import type { InferenceError, LoadedModel } from "@polyinfer/core";
import {
	attribute,
	buildGraph,
	buildModel,
	loadModel,
	type Model,
	modelOf,
	type NodeSpec,
	writeOnnx,
} from "@polyinfer/model";
import { expect, test } from "vitest";
import { refuseModel } from "./refuse-model.ts";

const relu: NodeSpec = { operator: "Relu", inputs: ["x"], outputs: ["y"] };

function netOf(nodes: readonly NodeSpec[]): Model {
	const shape = [2];
	const inputs = [{ name: "x", dtype: "float32" as const, shape }];
	return buildModel({ opset: 17, inputs, outputs: [{ name: "y", dtype: "float32", shape }], nodes });
}

async function refusal(model: Model): Promise<unknown> {
	const [loaded] = (await loadModel(writeOnnx(model), {})) as [LoadedModel];
	try {
		refuseModel(loaded, modelOf(loaded) as Model);
		return "none";
	} catch (error) {
		return [(error as InferenceError).code, (error as InferenceError).message];
	}
}

test("takes a plain graph", async () => {
	expect(await refusal(netOf([relu]))).toBe("none");
});

test("refuses control flow, and operators that are computed wrongly", async () => {
	const body = attribute.graph(buildGraph({ inputs: [], outputs: [{ name: "y", dtype: "float32" }], nodes: [relu] }));
	const attributes = { then_branch: body, else_branch: body };
	const branch = { operator: "If", inputs: ["x"], outputs: ["y"], attributes };
	expect(await refusal(netOf([branch]))).toEqual(["UNSUPPORTED", "MNN's sessions cannot run control flow: If."]);
	const shrink = { ...relu, operator: "Shrink" };
	expect(await refusal(netOf([shrink]))).toEqual(["UNSUPPORTED", "MNN computes Shrink wrongly."]);
	const sample = { operator: "GridSample", inputs: ["x", "x"], outputs: ["y"] };
	expect(await refusal(netOf([sample]))).toBe("none");
	for (const attributes of [{ mode: attribute.string("nearest") }, { padding_mode: attribute.string("reflection") }])
		expect(await refusal(netOf([{ ...sample, attributes }]))).toEqual([
			"UNSUPPORTED",
			"MNN computes GridSample with cubic, nearest or reflected samples wrongly.",
		]);
	const pool = { operator: "MaxPool", inputs: ["x"], outputs: ["y"] };
	expect(await refusal(netOf([pool]))).toBe("none");
	expect(await refusal(netOf([{ ...pool, outputs: ["y", "indices"] }]))).toEqual([
		"UNSUPPORTED",
		"MNN computes MaxPool with indices wrongly.",
	]);
});

test("refuses inputs and outputs that are no tensors, and inputs without a default that may be left out", async () => {
	const model = netOf([relu]);
	const [x] = model.graph.inputs;
	const tensor = x?.type as { kind: "tensor"; elementType: number; shape: number[] };
	const withInput = (type: Model["graph"]["inputs"][number]["type"]): Model => ({
		...model,
		graph: { ...model.graph, inputs: [{ name: "x", type }] },
	});
	const none = ["UNSUPPORTED", "MNN takes tensors of its own types only, and `x` is none."];
	expect(await refusal(withInput({ ...tensor, elementType: 17 }))).toEqual(none);
	expect(await refusal(withInput({ kind: "sequence", element: tensor }))).toEqual(none);
	expect(await refusal(withInput({ kind: "optional", element: tensor }))).toEqual([
		"UNSUPPORTED",
		"MNN has no inputs that may be left out, such as `x`.",
	]);
});

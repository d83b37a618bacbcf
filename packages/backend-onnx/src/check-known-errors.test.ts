import type { LoadedModel } from "@polyinfer/core";
import { attribute, buildModel, loadModel, type NodeSpec, writeOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { checkKnownErrors } from "./check-known-errors.ts";

const head = [1, 1, 2, 2] as const;

/** Attention over a mask of this type; `scores` is what its fourth output is called. */
async function attention(
	mask: "float32" | "bool",
	ints: Record<string, number>,
	scores = "scores",
): Promise<LoadedModel> {
	const node: NodeSpec = {
		operator: "Attention",
		inputs: ["q", "k", "v", "mask"],
		outputs: ["y", "", "", scores],
		attributes: Object.fromEntries(Object.entries(ints).map(([name, value]) => [name, attribute.int(value)])),
	};
	const inputs = ["q", "k", "v"].map((name) => ({ name, dtype: "float32", shape: head }) as const);
	const outputs = ["y", ...(scores === "" ? [] : [scores])].map((name) => ({ name, dtype: "float32" }) as const);
	const model = buildModel({
		inputs: [...inputs, { name: "mask", dtype: mask, shape: [2, 2] }],
		outputs,
		nodes: [node],
		opset: 23,
	});
	const [loaded] = await loadModel(writeOnnx(model), {});
	return loaded as LoadedModel;
}

test.each([
	["causal", "float32", { qk_matmul_output_mode: 2, is_causal: 1 }],
	["masked by booleans", "bool", { qk_matmul_output_mode: 2 }],
] as const)("refuses masked scores of Attention that is %s", async (_, mask, ints) => {
	const model = await attention(mask, ints);
	expect(() => checkKnownErrors(model)).toThrow(
		expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/`scores`.*-Infinity/) }),
	);
});

test.each([
	["other scores", "bool", { qk_matmul_output_mode: 1, is_causal: 1 }, "scores"],
	["scores to which a mask of numbers was added", "float32", { qk_matmul_output_mode: 2 }, "scores"],
	["no scores", "bool", { qk_matmul_output_mode: 2, is_causal: 1 }, ""],
] as const)("takes Attention with %s", async (_, mask, ints, scores) => {
	const model = await attention(mask, ints, scores);
	expect(() => checkKnownErrors(model)).not.toThrow();
});

test("looks into the branches of a model", async () => {
	const inner = await attention("float32", { qk_matmul_output_mode: 2, is_causal: 1 });
	const outer = { ...inner, graph: nested(inner) };
	expect(() => checkKnownErrors(outer)).toThrow(/masked scores/);
});

/** A model whose graph is inside a node. */
function nested({ graph }: LoadedModel): unknown {
	const model = graph as ReturnType<typeof buildModel>;
	const node = {
		name: "",
		operator: "If",
		domain: "",
		inputs: [],
		outputs: [],
		attributes: new Map([["then_branch", attribute.graph(model.graph)]]),
	};
	return { ...model, graph: { ...model.graph, nodes: [node] } };
}

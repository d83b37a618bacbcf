import type { LoadedModel } from "@polyinfer/core";
import type { Attribute, NodeSpec } from "@polyinfer/model";
import { expect, test } from "vitest";
import { onnx } from "../../testing/onnx.ts";
import { checkKnownErrors } from "./check-known-errors.ts";

const int = (value: number): Attribute => ({ kind: "int", value: BigInt(value) });
const text = (value: string): Attribute => ({ kind: "string", value: new TextEncoder().encode(value) });

function modelOf(node: Omit<NodeSpec, "outputs">): Promise<LoadedModel> {
	const names = [...new Set(node.inputs.filter((name) => name !== ""))];
	return onnx({
		inputs: names.map((name) => ({ name, dtype: "float32" })),
		outputs: [{ name: "y", dtype: "float32" }],
		nodes: [{ name: "n", ...node, outputs: ["y"] }],
	});
}

const wrong: readonly Omit<NodeSpec, "outputs">[] = [
	{ operator: "Resize", inputs: ["x"], attributes: { antialias: int(1) } },
	{ operator: "Resize", inputs: ["x"], attributes: { exclude_outside: int(1) } },
	{ operator: "Resize", inputs: ["x"], attributes: { keep_aspect_ratio_policy: text("not_larger") } },
	{ operator: "RoiAlign", inputs: ["x"], attributes: { mode: text("max") } },
	{ operator: "GRU", inputs: ["x"], attributes: { layout: int(1) } },
	{ operator: "LSTM", inputs: ["x"], attributes: { layout: int(1) } },
	{ operator: "RNN", inputs: ["x"], attributes: { layout: int(1) } },
	{ operator: "Attention", inputs: ["q", "k", "v", "mask", "past"], attributes: { is_causal: int(1) } },
	{ operator: "Tile", inputs: ["x", "repeats"] },
];

test.each(wrong.map((node) => [node.operator, node] as const))(
	"names a node that is computed wrongly: %s",
	async (operator, node) => {
		const model = await modelOf(node);
		expect(() => checkKnownErrors(model)).toThrow(`${operator} node \`n\``);
	},
);

test("lets nodes pass that are computed right", async () => {
	const right: readonly Omit<NodeSpec, "outputs">[] = [
		{ operator: "Resize", inputs: ["x"], attributes: { keep_aspect_ratio_policy: text("stretch") } },
		{ operator: "RoiAlign", inputs: ["x"] },
		{ operator: "GRU", inputs: ["x"] },
		{ operator: "Attention", inputs: ["q", "k", "v"], attributes: { is_causal: int(1) } },
	];
	for (const node of right) checkKnownErrors(await modelOf(node));
});

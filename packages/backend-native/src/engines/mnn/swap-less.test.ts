import { buildModel } from "@polyinfer/model";
import { expect, test } from "vitest";
import { swapLess } from "./swap-less.ts";

function modelOf(operator: string, opset: number) {
	const value = (name: string, dtype: "float32" | "bool") => ({ name, dtype, shape: [2] });
	return buildModel({
		opset,
		inputs: [value("x", "float32"), value("y", "float32")],
		outputs: [value("z", "bool")],
		nodes: [{ operator, inputs: ["x", "y"], outputs: ["z"] }],
	});
}

test("asks whether the second is greater in place of whether the first is less", () => {
	const [node] = swapLess(modelOf("Less", 17)).graph.nodes;
	expect(node).toMatchObject({ operator: "Greater", inputs: ["y", "x"], outputs: ["z"] });
});

test("leaves other operators alone, and the operator of old, whose inputs are not alike", () => {
	for (const model of [modelOf("Greater", 17), modelOf("LessOrEqual", 17), modelOf("Less", 6)])
		expect(swapLess(model)).toBe(model);
});

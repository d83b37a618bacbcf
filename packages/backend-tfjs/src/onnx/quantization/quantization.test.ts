import { Tensor } from "@polyinfer/core";
import { attribute } from "@polyinfer/model";
import { test } from "vitest";
import { expectLikeOnnxruntime } from "../testing/compare-node.ts";

/** Large enough to be computed by kernels. */
const shape = [2, 3, 40, 40];
const size = 2 * 3 * 40 * 40;
const scales = (...steps: number[]) =>
	new Tensor("float32", Float32Array.from(steps), steps.length === 1 ? [] : [steps.length]) as Tensor;
const zeros = (...points: number[]) =>
	new Tensor("uint8", Uint8Array.from(points), points.length === 1 ? [] : [points.length]) as Tensor;

const parameters = [
	["one scale", scales(0.5), zeros(3)],
	["a scale a channel", scales(0.5, 0.25, 2), zeros(3, 128, 0)],
] as const;

for (const [name, scale, zero] of parameters) {
	test(`floats are quantized by ${name}, halves to even`, () => {
		const x = new Tensor(
			"float32",
			Float32Array.from({ length: size }, (_, i) => ((i % 601) - 300) / 4),
			shape,
		) as Tensor;
		return expectLikeOnnxruntime(
			{
				operator: "QuantizeLinear",
				opset: 13,
				inputs: [x, scale, zero],
				outputs: ["uint8"],
				attributes: { axis: attribute.int(1) },
			},
			0,
		);
	});

	test(`integers are dequantized by ${name}`, () => {
		const x = new Tensor(
			"uint8",
			Uint8Array.from({ length: size }, (_, i) => i % 256),
			shape,
		) as Tensor;
		return expectLikeOnnxruntime(
			{
				operator: "DequantizeLinear",
				opset: 13,
				inputs: [x, scale, zero],
				outputs: ["float32"],
				attributes: { axis: attribute.int(1) },
			},
			1e-6,
		);
	});
}

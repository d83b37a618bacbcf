import { Tensor } from "@polyinfer/core";
import { attribute } from "@polyinfer/model";
import { test } from "vitest";
import { expectLikeOnnxruntime } from "../testing/compare-node.ts";
import { noise } from "../testing/run-program.ts";

const x = noise("float32", [1, 2, 7, 5]);
const coordinates = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric"];
const scales = (...factors: number[]) => new Tensor("float32", Float32Array.from(factors), [4]) as Tensor;

for (const mode of ["nearest", "linear", "cubic"])
	for (const [name, factors] of [
		["larger", scales(1, 1, 2.25, 1.5)],
		["smaller", scales(1, 1, 0.625, 0.75)],
	] as const)
		test(`a picture becomes ${name} by ${mode} pixels in all coordinate systems`, async () => {
			for (const transform of coordinates)
				await expectLikeOnnxruntime(
					{
						operator: "Resize",
						opset: 19,
						inputs: [x, undefined, factors],
						outputs: ["float32"],
						attributes: {
							mode: attribute.string(mode),
							coordinate_transformation_mode: attribute.string(transform),
						},
					},
					1e-4,
				);
		});

test("the nearest pixel is chosen by each of ONNX's roundings", async () => {
	for (const nearest of ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
		for (const factors of [scales(1, 1, 2, 1.5), scales(1, 1, 0.5, 0.75)])
			await expectLikeOnnxruntime({
				operator: "Resize",
				opset: 13,
				inputs: [x, undefined, factors],
				outputs: ["float32"],
				attributes: { nearest_mode: attribute.string(nearest) },
			});
});

test("operator set 10 and Upsample count from the corner", async () => {
	for (const [operator, opset] of [
		["Resize", 10],
		["Upsample", 9],
	] as const)
		for (const mode of ["nearest", "linear"])
			await expectLikeOnnxruntime({
				operator,
				opset,
				inputs: [x, scales(1, 1, 2, 3)],
				outputs: ["float32"],
				attributes: { mode: attribute.string(mode) },
			});
});

import type { Tensor } from "@polyinfer/core";
import { attribute } from "@polyinfer/model";
import { test } from "vitest";
import { expectLikeOnnxruntime } from "../testing/compare-node.ts";
import { noise } from "../testing/run-program.ts";

const [rows, inner, columns] = [7, 130, 33];

for (const transA of [0, 1])
	for (const transB of [0, 1])
		for (const [bias, shape] of [
			["no bias", undefined],
			["a bias for each column", [columns]],
			["a bias of one row", [1, columns]],
			["a bias for each row", [rows, 1]],
		] as const)
			test(`Gemm of 130 inner elements, transA ${transA}, transB ${transB}, ${bias}`, async () => {
				const inputs: (Tensor | undefined)[] = [
					noise("float32", transA ? [inner, rows] : [rows, inner]),
					noise("float32", transB ? [columns, inner] : [inner, columns]),
					shape && noise("float32", [...shape]),
				];
				const attributes = { transA: attribute.int(transA), transB: attribute.int(transB) };
				await expectLikeOnnxruntime({ operator: "Gemm", opset: 13, attributes, inputs, outputs: ["float32"] });
			});

test("Gemm scales the product and the bias", async () => {
	const inputs = [noise("float32", [inner, rows]), noise("float32", [inner, columns]), noise("float32", [columns])];
	const attributes = { transA: attribute.int(1), alpha: attribute.float(0.5), beta: attribute.float(2) };
	await expectLikeOnnxruntime({ operator: "Gemm", opset: 13, attributes, inputs, outputs: ["float32"] });
});

test.each([
	[
		[5, 7, 130],
		[130, 33],
	],
	[
		[5, 7, 130],
		[5, 130, 33],
	],
	[[130], [3, 130, 33]],
])("MatMul of %j and %j", async (a, b) => {
	const inputs = [noise("float32", a), noise("float32", b)];
	await expectLikeOnnxruntime({ operator: "MatMul", opset: 13, inputs, outputs: ["float32"] });
});

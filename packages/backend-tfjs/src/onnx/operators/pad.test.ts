import { Tensor } from "@polyinfer/core";
import { attribute } from "@polyinfer/model";
import { test } from "vitest";
import { expectLikeOnnxruntime } from "../testing/compare-node.ts";
import { noise } from "../testing/run-program.ts";

const int64 = (numbers: readonly number[]): Tensor =>
	new Tensor("int64", BigInt64Array.from(numbers, BigInt), [numbers.length]) as Tensor;

const cases: readonly [mode: string, pads: number[]][] = [
	["constant", [0, 1, 2, 0, 3, 0]],
	["constant", [0, -1, 2, 0, 1, -1]],
	["edge", [0, 2, 1, 0, 0, 3]],
	["reflect", [0, 2, 1, 0, 1, 3]],
	["reflect", [0, -1, 1, 0, 1, 3]],
];

for (const [mode, pads] of cases)
	for (const shape of [
		[2, 3, 5],
		[2, 30, 50],
	])
		test(`Pad ${shape} by ${pads} in mode ${mode}`, async () => {
			const inputs = [noise("float32", shape), int64(pads), noise("float32", [])];
			const attributes = { mode: attribute.string(mode) };
			await expectLikeOnnxruntime({ operator: "Pad", opset: 13, attributes, inputs, outputs: ["float32"] });
		});

test("Pad takes attributes before version 11", async () => {
	const attributes = { pads: attribute.ints([0, 1, 1, 0, 0, 2]), value: attribute.float(0.5) };
	const inputs = [noise("float32", [2, 3, 4])];
	await expectLikeOnnxruntime({ operator: "Pad", opset: 10, attributes, inputs, outputs: ["float32"] });
});

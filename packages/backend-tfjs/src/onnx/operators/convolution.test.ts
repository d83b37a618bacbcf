import { attribute } from "@polyinfer/model";
import { test } from "vitest";
import { expectLikeOnnxruntime, type NodeCase } from "../testing/compare-node.ts";
import { noise } from "../testing/run-program.ts";

type Attributes = NonNullable<NodeCase["attributes"]>;

const { ints, int, string } = attribute;

const convolutions: readonly [title: string, x: number[], w: number[], attributes: Attributes][] = [
	["a plain one", [2, 3, 7, 8], [4, 3, 3, 3], {}],
	["strides and uneven padding", [1, 3, 8, 9], [4, 3, 3, 2], { strides: ints([2, 3]), pads: ints([0, 1, 2, 1]) }],
	["dilation", [1, 2, 9, 9], [3, 2, 3, 3], { dilations: ints([2, 3]), pads: ints([1, 1, 1, 1]) }],
	["strides and dilation", [1, 2, 11, 11], [3, 2, 3, 3], { dilations: ints([2, 2]), strides: ints([2, 2]) }],
	["two groups", [1, 4, 6, 6], [6, 2, 3, 3], { group: int(2) }],
	["depthwise", [1, 4, 6, 6], [4, 1, 3, 3], { group: int(4), pads: ints([1, 1, 1, 1]) }],
	["depthwise, two filters a channel", [1, 3, 6, 6], [6, 1, 3, 3], { group: int(3), strides: ints([2, 2]) }],
	["depthwise with dilation", [1, 3, 9, 9], [3, 1, 3, 3], { group: int(3), dilations: ints([2, 2]) }],
	["same padding above", [1, 2, 7, 6], [2, 2, 3, 4], { auto_pad: string("SAME_UPPER"), strides: ints([2, 2]) }],
	["same padding below", [1, 2, 7, 6], [2, 2, 3, 4], { auto_pad: string("SAME_LOWER"), strides: ints([2, 2]) }],
	["a line", [2, 3, 10], [4, 3, 3], { strides: ints([2]), pads: ints([1, 0]) }],
	["a line in groups", [1, 4, 10], [4, 2, 3], { group: int(2), dilations: ints([2]) }],
	["a space", [1, 2, 4, 5, 6], [3, 2, 2, 3, 2], { pads: ints([0, 1, 0, 1, 1, 0]), strides: ints([1, 2, 1]) }],
];

for (const [title, x, w, attributes] of convolutions)
	for (const backend of ["cpu", "wasm"] as const)
		test(`Conv with ${title} on ${backend}`, async () => {
			const inputs = [noise("float32", x), noise("float32", w), noise("float32", [w[0] as number])];
			await expectLikeOnnxruntime(
				{ operator: "Conv", opset: 13, attributes, inputs, outputs: ["float32"] },
				1e-5,
				backend,
			);
		});

const transposed: readonly [title: string, x: number[], w: number[], attributes: Attributes][] = [
	["a plain one", [1, 3, 4, 5], [3, 2, 3, 3], {}],
	["blocks", [2, 3, 4, 5], [3, 2, 2, 2], { strides: ints([2, 2]) }],
	["strides and padding", [1, 3, 4, 5], [3, 2, 3, 3], { strides: ints([2, 3]), pads: ints([1, 0, 0, 1]) }],
	["more than it reaches", [1, 2, 4, 4], [2, 2, 2, 2], { strides: ints([3, 3]), output_padding: ints([1, 1]) }],
	["dilation", [1, 2, 4, 4], [2, 3, 2, 3], { dilations: ints([2, 2]) }],
	["two groups", [1, 4, 4, 4], [4, 3, 3, 3], { group: int(2), strides: ints([2, 2]) }],
	["a wanted shape", [1, 2, 4, 4], [2, 2, 3, 3], { strides: ints([2, 2]), output_shape: ints([8, 8]) }],
	["a line", [1, 2, 5], [2, 3, 4], { strides: ints([2]), pads: ints([1, 1]) }],
];

for (const [title, x, w, attributes] of transposed)
	test(`ConvTranspose with ${title}`, async () => {
		const inputs = [noise("float32", x), noise("float32", w)];
		await expectLikeOnnxruntime({ operator: "ConvTranspose", opset: 13, attributes, inputs, outputs: ["float32"] });
	});

const pools: readonly [title: string, x: number[], attributes: Attributes][] = [
	["a plain window", [1, 2, 6, 7], { kernel_shape: ints([2, 3]) }],
	["padding", [1, 2, 6, 7], { kernel_shape: ints([3, 3]), pads: ints([1, 0, 1, 2]), strides: ints([2, 2]) }],
	["sizes rounded up", [1, 2, 6, 7], { kernel_shape: ints([3, 3]), strides: ints([2, 2]), ceil_mode: int(1) }],
	["same padding", [1, 2, 5, 5], { kernel_shape: ints([2, 2]), strides: ints([2, 2]), auto_pad: string("SAME_UPPER") }],
	["a line", [1, 2, 9], { kernel_shape: ints([3]), strides: ints([2]) }],
];

for (const operator of ["MaxPool", "AveragePool"])
	for (const [title, x, attributes] of pools)
		test(`${operator} with ${title}`, async () => {
			await expectLikeOnnxruntime({
				operator,
				opset: 12,
				attributes,
				inputs: [noise("float32", x)],
				outputs: ["float32"],
			});
		});

test("AveragePool counts padding where it is told to", async () => {
	const attributes = { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]), count_include_pad: int(1) };
	const inputs = [noise("float32", [1, 2, 6, 7])];
	await expectLikeOnnxruntime({ operator: "AveragePool", opset: 12, attributes, inputs, outputs: ["float32"] });
});

import { expect, test } from "vitest";
import type { StateTensor } from "../torch/read-state-dict.ts";
import type { ConvLayer } from "./architecture.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";

const layer: ConvLayer = {
	conv: "conv",
	norm: "bn",
	kernel: 1,
	stride: 1,
	channels: 2,
	inputChannels: 3,
	depthwise: false,
	activation: false,
};
const vector = (...data: number[]): StateTensor => ({ shape: [data.length], data: Float32Array.from(data) });
const state = new Map<string, StateTensor>([
	["conv.weight", { shape: [2, 3, 1, 1], data: Float32Array.of(1, 2, 3, -4, 5, -6) }],
	["bn.weight", vector(2, 0.5)],
	["bn.bias", vector(-1, 3)],
	["bn.running_mean", vector(0.25, -7)],
	["bn.running_var", vector(4, 0.01)],
]);

test("gives what the convolution and the normalisation after it give", () => {
	const { weight, bias } = foldBatchNorm(state, layer);
	const pixel = [0.5, -1, 2];
	const convolved = [0.5 - 2 + 6, -2 - 5 - 12];
	const folded = [0, 1].map((c) => pixel.reduce((sum, x, i) => sum + x * (weight.data[c * 3 + i] as number), 0));
	expect((folded[0] as number) + (bias.data[0] as number)).toBeCloseTo(
		((convolved[0] as number) - 0.25) * (2 / Math.sqrt(4.001)) - 1,
		5,
	);
	expect((folded[1] as number) + (bias.data[1] as number)).toBeCloseTo(
		((convolved[1] as number) + 7) * (0.5 / Math.sqrt(0.011)) + 3,
		4,
	);
	expect(weight.shape).toEqual([2, 3, 1, 1]);
});

test("says which tensor is absent or of another shape", () => {
	const absent = new Map([...state].filter(([name]) => name !== "bn.bias"));
	expect(() => foldBatchNorm(absent, layer)).toThrow("Expected float32 [2] for `bn.bias` but the state dict has none.");
	expect(() => foldBatchNorm(state, { ...layer, kernel: 3 })).toThrow(
		"Expected float32 [2,3,3,3] for `conv.weight` but received [2,3,1,1].",
	);
});

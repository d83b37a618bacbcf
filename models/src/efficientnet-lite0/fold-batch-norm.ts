import { InferenceError } from "@polyinfer/core";
import type { StateTensor } from "../torch/read-state-dict.ts";
import type { ConvLayer } from "./architecture.ts";

const epsilon = 1e-3;

/** A convolution that does the work of the batch normalisation after it. */
export interface FoldedConv {
	/** `[channels, input channels per group, kernel, kernel]`. */
	readonly weight: StateTensor;
	/** `[channels]`. */
	readonly bias: StateTensor;
}

/**
 * Multiplies a convolution's filters by gamma / sqrt(variance + epsilon) and makes the rest its bias, in float64.
 * Throws INVALID_MODEL where the state dict lacks a tensor or has it in another shape.
 */
export function foldBatchNorm(state: ReadonlyMap<string, StateTensor>, layer: ConvLayer): FoldedConv {
	const { conv, norm, kernel, channels, inputChannels, depthwise } = layer;
	const shape = [channels, depthwise ? 1 : inputChannels, kernel, kernel];
	const weight = tensorOf(state, `${conv}.weight`, shape);
	const [gamma, beta, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(
		(name) => tensorOf(state, `${norm}.${name}`, [channels]) as ArrayLike<number>,
	) as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];

	const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt((variance[c] as number) + epsilon));
	const filterSize = weight.length / channels;
	return {
		weight: { shape, data: weight.map((w, i) => w * (scale[Math.floor(i / filterSize)] as number)) },
		bias: {
			shape: [channels],
			data: Float32Array.from(beta, (b, c) => b - (mean[c] as number) * (scale[c] as number)),
		},
	};
}

/** The content of a tensor of a state dict. Throws INVALID_MODEL where it is absent or of another shape. */
export function tensorOf(
	state: ReadonlyMap<string, StateTensor>,
	name: string,
	shape: readonly number[],
): Float32Array {
	const found = state.get(name);
	if (found?.shape.join() === shape.join()) return found.data;
	throw new InferenceError(
		"INVALID_MODEL",
		`Expected float32 [${shape}] for \`${name}\` but ${found ? `received [${found.shape}]` : "the state dict has none"}.`,
	);
}

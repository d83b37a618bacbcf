import type { ChosenHost } from "../kernels/implementation.ts";
import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import { type KernelConversion, kernelConversion } from "../to-tensor/kernel-conversion.ts";
import { TensorTarget } from "../to-tensor/tensor-target.ts";

/** A picture into another one, of the planned sizes, in one of the implementations. */
export interface Resizing {
	/** What runs: `"reference"`, or the name of a `KernelHost`. */
	readonly implementation: string;
	run(view: PixelView, target: Picture): void;
	runAsync(view: PixelView, target: Picture): Promise<void>;
}

/** {@link Resizing} by the kernel of tensors, whose rows may lie apart; `undefined` where it has no such filter. */
export function kernelResize(spec: ResampleSpec, format: PictureFormat, chosen: ChosenHost): Resizing | undefined {
	const { width, height, channels } = spec;
	const scales = channels.map(() => 1);
	const target = new TensorTarget(
		{ dtype: "uint8", layout: "nhwc", channels, scales, shifts: scales, levels: [] },
		width,
		height,
	);
	const place = { tensorWidth: width, tensorHeight: height, left: 0, top: 0, width, height };
	const dense = kernelConversion(spec, place, target, [], chosen);
	if (dense === undefined) return undefined;
	let apart: KernelConversion | undefined;
	const bytes = width * height * PICTURE_CHANNELS[format];
	// What is planned as written is written as a whole, bytes between rows and behind the last one too.
	const planFor = ({ data }: Picture): KernelConversion => {
		if (data.length === bytes) return dense;
		apart ??= kernelConversion(spec, place, target, [], chosen, "update") as KernelConversion;
		return apart;
	};
	return {
		implementation: dense.implementation,
		run: (view, target) => planFor(target).run(view, target.data, target.stride),
		runAsync: (view, target) => planFor(target).runAsync(view, target.data, target.stride),
	};
}

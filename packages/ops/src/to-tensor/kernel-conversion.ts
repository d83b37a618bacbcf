import type { TensorData } from "@polyinfer/core";
import type { ChosenHost } from "../kernels/implementation.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import type { Conversion } from "./conversion.ts";
import { type Place, pictureTensorBlock } from "./picture-tensor-block.ts";
import type { TensorTarget } from "./tensor-target.ts";

/** A {@link Conversion} whose target may have rows further apart, `rowStep` elements, if it was planned with `"update"`. */
export interface KernelConversion extends Conversion {
	run(view: PixelView, data: TensorData, rowStep?: number): void;
	runAsync(view: PixelView, data: TensorData, rowStep?: number): Promise<void>;
}

/** {@link Conversion} by the kernel `picture_to_tensor`; `undefined` where it has no such filter. */
export function kernelConversion(
	spec: ResampleSpec,
	place: Place,
	target: TensorTarget,
	around: readonly number[],
	{ host, threads }: ChosenHost,
	access: "write" | "update" = "write",
): KernelConversion | undefined {
	const made = pictureTensorBlock(spec, place, target.format, around);
	if (made === undefined) return undefined;
	const arrays = [
		{ bytes: spec.sourceWidth * spec.sourceHeight, access: "read" },
		{ bytes: target.bytes, access },
	] as const;
	const plan = host.plan({ kernel: "picture_to_tensor", ...made, arrays, rows: target.height }, threads);
	const call = Int32Array.of(0, 0, 0, 0, target.rowStep, target.channelStep);
	const point = (view: PixelView, data: TensorData, rowStep: number): readonly ArrayBufferView[] => {
		call[0] = view.offset;
		call[1] = view.rowStep;
		call[2] = view.pixelStep;
		call[3] = view.channelStep;
		call[4] = rowStep;
		return [view.data, data as Uint8Array];
	};
	return {
		implementation: host.name,
		run: (view, data, rowStep = target.rowStep) => void plan.run(call, point(view, data, rowStep)),
		runAsync: async (view, data, rowStep = target.rowStep) =>
			void (await plan.runAsync(call, point(view, data, rowStep))),
	};
}

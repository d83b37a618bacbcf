import type { TensorData } from "@polyinfer/core";
import type { ChosenHost } from "../kernels/implementation.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import type { Conversion } from "./conversion.ts";
import { type Place, pictureTensorBlock } from "./picture-tensor-block.ts";
import type { TensorTarget } from "./tensor-target.ts";

/** {@link Conversion} by the kernel `picture_to_tensor`; `undefined` where there is no host or it has no such filter. */
export function kernelConversion(
	spec: ResampleSpec,
	place: Place,
	target: TensorTarget,
	around: readonly number[],
	chosen: ChosenHost | undefined,
): Conversion | undefined {
	if (chosen === undefined) return undefined;
	const { host, threads } = chosen;
	const made = pictureTensorBlock(spec, place, target.format, around);
	if (made === undefined) return undefined;
	const arrays = [
		{ bytes: spec.sourceWidth * spec.sourceHeight, access: "read" },
		{ bytes: target.bytes, access: "write" },
	] as const;
	const plan = host.plan({ kernel: "picture_to_tensor", ...made, arrays, rows: target.height }, threads);
	const call = Int32Array.of(0, 0, 0, 0, target.rowStep, target.channelStep);
	const point = (view: PixelView, data: TensorData): readonly ArrayBufferView[] => {
		call[0] = view.offset;
		call[1] = view.rowStep;
		call[2] = view.pixelStep;
		call[3] = view.channelStep;
		return [view.data, data as Uint8Array];
	};
	return {
		implementation: host.name,
		run: (view, data) => void plan.run(call, point(view, data)),
		runAsync: async (view, data) => void (await plan.runAsync(call, point(view, data))),
	};
}

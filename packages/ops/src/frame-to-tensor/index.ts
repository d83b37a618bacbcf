import type { ChosenHost } from "../kernels/implementation.ts";
import type { YuvView } from "../picture/yuv-view.ts";
import type { Conversion } from "../to-tensor/conversion.ts";
import type { Place } from "../to-tensor/picture-tensor-block.ts";
import type { TensorTarget } from "../to-tensor/tensor-target.ts";
import type { FrameSpec } from "./frame-spec.ts";
import { kernelFrame } from "./kernel-frame.ts";
import { frameReference } from "./reference.ts";

/** Prepares frames of a planned size for a tensor; in TypeScript where there is no host or no kernel for the filter. */
export function frameConversion(
	spec: FrameSpec,
	place: Place,
	target: TensorTarget,
	around: readonly number[],
	chosen: ChosenHost | undefined,
): Conversion<YuvView> {
	return kernelFrame(spec, place, target, around, chosen) ?? frameReference(spec, place, target, around);
}

import { type DeviceTensor, formatType, shapeFits, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { planBlendColors } from "../overlay-mask/blend-kernel.ts";
import type { Color } from "../overlay-mask/color.ts";
import { checkPictureSize } from "../picture/check-picture-size.ts";
import { PICTURE_CHANNELS, type Picture } from "../picture/picture.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { colorTables } from "./reference.ts";

/** Options of {@link applyColorMap}. */
export interface ApplyColorMapOptions extends RunsOn {
	/** The colour of each class. */
	readonly colors: readonly (Color | undefined)[];
	/** Default: `"rgb"`. */
	readonly format?: "rgb" | "rgba" | "bgr" | "bgra";
}

/** Options of {@link planApplyColorMap}. */
export interface ApplyColorMapPlanOptions extends ApplyColorMapOptions {
	/** Shape of the class map, `[height, width]`. */
	readonly shape: readonly number[];
}

/** A prepared {@link applyColorMap}. */
export type ApplyColorMapPlan = OpPlan<Tensor | TensorLike | DeviceTensor, Picture>;

/** Prepares {@link applyColorMap} for class maps of one size. Throws INVALID_ARGUMENT. */
export function planApplyColorMap(options: ApplyColorMapPlanOptions): ApplyColorMapPlan {
	checkKeys("applyColorMap", options, ["shape", "colors", "format", ...RUNS_ON_OPTIONS]);
	const { shape, colors, format = "rgb" } = options;
	checkWord("format", format, ["rgb", "rgba", "bgr", "bgra"]);
	if (!Array.isArray(shape) || shape.length !== 2) throw unexpected("a shape [height,width]", shape);
	const [height, width] = shape as [number, number];
	const size = { width, height, format };
	checkPictureSize(size);
	const chosen = chooseHost(options);
	const blend = planBlendColors(PICTURE_CHANNELS[format], colorTables(colors, format), height, chosen);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, output) {
			const map = cpuTensor(input);
			if (map.dtype !== "uint8" || !shapeFits(map.shape, shape) || map.data.length < width * height)
				throw mismatch(`a class map uint8 [${shape}] as planned`, formatType(map.dtype, map.shape));
			const target = writablePicture(output, size);
			blend(target.data, map.data as Uint8Array, { width, height, rowStep: target.stride, maskStep: width });
			return target;
		},
	};
}

const plans = new PlanCache<ApplyColorMapPlan>();

/**
 * A class map, uint8 `[height, width]`, as a picture: every pixel in the colour of its class. A class without a colour is
 * black, and transparent where the picture has alpha. Writes into `output` where one is given. Throws INVALID_ARGUMENT.
 */
export function applyColorMap(
	classMap: Tensor | TensorLike | DeviceTensor,
	options: ApplyColorMapOptions,
	output?: Picture,
): Picture {
	const { shape } = cpuTensor(classMap);
	if (typeof options !== "object" || options === null) throw unexpected("an object of options", options);
	return plans.get(planKey([shape, options]), () => planApplyColorMap({ ...options, shape })).run(classMap, output);
}

import type { RunsOn } from "../kernels/runs-on.ts";
import { type GpuPictureTensorPlan, planGpuPictureTensor } from "../to-tensor/webgpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { type LetterboxPlanOptions, letterboxPlacement } from "./letterbox-placement.ts";
import type { LetterboxTransform } from "./letterbox-transform.ts";

/** Options of {@link planLetterbox} on the GPU: those of the CPU's plan. */
export type GpuLetterboxOptions = Omit<LetterboxPlanOptions, keyof RunsOn>;

/** A letterbox on the GPU: `run` gives the tensor, `transform` the way back. */
export interface GpuLetterboxPlan extends GpuPictureTensorPlan {
	readonly transform: LetterboxTransform;
}

/** `letterbox` of the CPU on the GPU, with its bits. Throws INVALID_ARGUMENT. */
export function planLetterbox(gpu: Gpu, options: GpuLetterboxOptions): GpuLetterboxPlan {
	const { placement, format, transform } = letterboxPlacement(options);
	return { ...planGpuPictureTensor(gpu, placement, format), transform };
}

import type { RunsOn } from "../kernels/runs-on.ts";
import { type GpuPictureTensorPlan, planGpuPictureTensor } from "../to-tensor/webgpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { type FitHeightPlanOptions, fitHeightPlacement } from "./fit-height-placement.ts";

/** Options of {@link planFitHeight} on the GPU: those of the CPU's plan. */
export type GpuFitHeightOptions = Omit<FitHeightPlanOptions, keyof RunsOn>;

/** `fitHeight` of the CPU on the GPU, with its bits. Throws INVALID_ARGUMENT. */
export function planFitHeight(gpu: Gpu, options: GpuFitHeightOptions): GpuPictureTensorPlan {
	const { placement, format } = fitHeightPlacement(options);
	return planGpuPictureTensor(gpu, placement, format);
}

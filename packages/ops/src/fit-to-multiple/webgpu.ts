import type { RunsOn } from "../kernels/runs-on.ts";
import { type GpuPictureTensorPlan, planGpuPictureTensor } from "../to-tensor/webgpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { type FitToMultiplePlanOptions, fitToMultiplePlacement } from "./fit-to-multiple-placement.ts";

/** Options of {@link planFitToMultiple} on the GPU: those of the CPU's plan. */
export type GpuFitToMultipleOptions = Omit<FitToMultiplePlanOptions, keyof RunsOn>;

/** `fitToMultiple` of the CPU on the GPU, with its bits. Throws INVALID_ARGUMENT. */
export function planFitToMultiple(gpu: Gpu, options: GpuFitToMultipleOptions): GpuPictureTensorPlan {
	const { placement, format } = fitToMultiplePlacement(options);
	return planGpuPictureTensor(gpu, placement, format);
}

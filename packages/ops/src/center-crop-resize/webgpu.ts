import type { RunsOn } from "../kernels/runs-on.ts";
import { type GpuPictureTensorPlan, planGpuPictureTensor } from "../to-tensor/webgpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { type CenterCropResizePlanOptions, centerCropResizePlacement } from "./center-crop-resize-placement.ts";

/** Options of {@link planCenterCropResize} on the GPU: those of the CPU's plan. */
export type GpuCenterCropResizeOptions = Omit<CenterCropResizePlanOptions, keyof RunsOn>;

/** `centerCropResize` of the CPU on the GPU, with its bits. Throws INVALID_ARGUMENT. */
export function planCenterCropResize(gpu: Gpu, options: GpuCenterCropResizeOptions): GpuPictureTensorPlan {
	const { placement, format } = centerCropResizePlacement(options);
	return planGpuPictureTensor(gpu, placement, format);
}

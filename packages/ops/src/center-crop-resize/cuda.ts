import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { type CudaPictureTensorPlan, planCudaPictureTensor } from "../to-tensor/cuda.ts";
import { type CenterCropResizePlanOptions, centerCropResizePlacement } from "./center-crop-resize-placement.ts";

/** Options of {@link planCenterCropResize} on CUDA: those of the CPU's plan. */
export type CudaCenterCropResizeOptions = Omit<CenterCropResizePlanOptions, keyof RunsOn>;

/** `centerCropResize` of the CPU on an NVIDIA GPU, with its bits. Rejects with INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY. */
export async function planCenterCropResize(
	ops: CudaOps,
	options: CudaCenterCropResizeOptions,
): Promise<CudaPictureTensorPlan> {
	const { placement, format } = centerCropResizePlacement(options);
	return planCudaPictureTensor(ops, placement, format);
}

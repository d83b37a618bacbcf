import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { type CudaPictureTensorPlan, planCudaPictureTensor } from "../to-tensor/cuda.ts";
import { type FitHeightPlanOptions, fitHeightPlacement } from "./fit-height-placement.ts";

/** Options of {@link planFitHeight} on CUDA: those of the CPU's plan. */
export type CudaFitHeightOptions = Omit<FitHeightPlanOptions, keyof RunsOn>;

/** `fitHeight` of the CPU on an NVIDIA GPU, with its bits. Rejects with INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY. */
export async function planFitHeight(ops: CudaOps, options: CudaFitHeightOptions): Promise<CudaPictureTensorPlan> {
	const { placement, format } = fitHeightPlacement(options);
	return planCudaPictureTensor(ops, placement, format);
}

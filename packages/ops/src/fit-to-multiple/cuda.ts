import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { type CudaPictureTensorPlan, planCudaPictureTensor } from "../to-tensor/cuda.ts";
import { type FitToMultiplePlanOptions, fitToMultiplePlacement } from "./fit-to-multiple-placement.ts";

/** Options of {@link planFitToMultiple} on CUDA: those of the CPU's plan. */
export type CudaFitToMultipleOptions = Omit<FitToMultiplePlanOptions, keyof RunsOn>;

/** `fitToMultiple` of the CPU on an NVIDIA GPU, with its bits. Rejects with INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY. */
export async function planFitToMultiple(
	ops: CudaOps,
	options: CudaFitToMultipleOptions,
): Promise<CudaPictureTensorPlan> {
	const { placement, format } = fitToMultiplePlacement(options);
	return planCudaPictureTensor(ops, placement, format);
}

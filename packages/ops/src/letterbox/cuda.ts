import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { type CudaPictureTensorPlan, planCudaPictureTensor } from "../to-tensor/cuda.ts";
import { type LetterboxPlanOptions, letterboxPlacement } from "./letterbox-placement.ts";
import type { LetterboxTransform } from "./letterbox-transform.ts";

/** Options of {@link planLetterbox} on CUDA: those of the CPU's plan. */
export type CudaLetterboxOptions = Omit<LetterboxPlanOptions, keyof RunsOn>;

/** A letterbox on an NVIDIA GPU: `run` gives the tensor, `transform` the way back. */
export interface CudaLetterboxPlan extends CudaPictureTensorPlan {
	readonly transform: LetterboxTransform;
}

/** `letterbox` of the CPU on an NVIDIA GPU, with its bits. Rejects with INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY. */
export async function planLetterbox(ops: CudaOps, options: CudaLetterboxOptions): Promise<CudaLetterboxPlan> {
	const { placement, format, transform } = letterboxPlacement(options);
	return { ...(await planCudaPictureTensor(ops, placement, format)), transform };
}

import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { planAnySize } from "../picture/any-picture-size.ts";
import { type CudaPictureTensorPlan, planCudaPictureTensor } from "../to-tensor/cuda.ts";
import { tensorFormat } from "../to-tensor/tensor-options.ts";
import type { NormalizePlanOptions } from "./index.ts";

/** Options of {@link planNormalize} on CUDA: those of the CPU's plan. */
export type CudaNormalizeOptions = Omit<NormalizePlanOptions, keyof RunsOn>;

/** `normalize` of the CPU on an NVIDIA GPU, with its bits. Rejects with INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY. */
export async function planNormalize(ops: CudaOps, options: CudaNormalizeOptions): Promise<CudaPictureTensorPlan> {
	const { source: given, ...rest } = options;
	const source = planAnySize(given);
	const { width, height } = source;
	const placement = { source, filter: "nearest", width, height } as const;
	return planCudaPictureTensor(ops, placement, tensorFormat(rest, source.format));
}

import type { RunsOn } from "../kernels/runs-on.ts";
import { planAnySize } from "../picture/any-picture-size.ts";
import { tensorFormat } from "../to-tensor/tensor-options.ts";
import { type GpuPictureTensorPlan, planGpuPictureTensor } from "../to-tensor/webgpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import type { NormalizePlanOptions } from "./index.ts";

/** Options of {@link planNormalize} on the GPU: those of the CPU's plan. */
export type GpuNormalizeOptions = Omit<NormalizePlanOptions, keyof RunsOn>;

/** `normalize` of the CPU on the GPU, with its bits. Throws INVALID_ARGUMENT. */
export function planNormalize(gpu: Gpu, options: GpuNormalizeOptions): GpuPictureTensorPlan {
	const { source: given, ...rest } = options;
	const source = planAnySize(given);
	const { width, height } = source;
	return planGpuPictureTensor(gpu, { source, filter: "nearest", width, height }, tensorFormat(rest, source.format));
}

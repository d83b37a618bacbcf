import { checkKeys, unexpected } from "../arguments.ts";
import type { Cuda } from "./cuda-device.ts";
import { CudaOps } from "./cuda-ops.ts";

/** Options of {@link openCudaOps}. */
export interface OpenCudaOpsOptions {
	/** What `openCuda` of `@polyinfer/engine-host/cuda` gave. It stays its owner's: `dispose` ends the ops alone. */
	readonly cuda: Cuda;
}

/** Opens ops on an NVIDIA GPU, on a stream of their own. Rejects with INVALID_ARGUMENT, OUT_OF_MEMORY, DEVICE_LOST. */
export async function openCudaOps(options: OpenCudaOpsOptions): Promise<CudaOps> {
	checkKeys("openCudaOps", options, ["cuda"]);
	const { cuda } = options;
	if (typeof cuda !== "object" || cuda === null || typeof cuda.createStream !== "function")
		throw unexpected("what openCuda gives as `cuda`", cuda);
	return new CudaOps(cuda);
}

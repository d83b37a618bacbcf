import { type CudaOptions, openCuda } from "@polyinfer/engine-host/cuda";
import { checkKeys, mismatch, unexpected } from "../arguments.ts";
import type { Cuda } from "./cuda-device.ts";
import { CudaOps } from "./cuda-ops.ts";

/** Options of {@link openCudaOps}. */
export interface OpenCudaOpsOptions extends CudaOptions {
	/** What `openCuda` of `@polyinfer/engine-host/cuda` gave, instead of the other options: a device to share. */
	readonly cuda?: Cuda;
}

/**
 * Opens ops on an NVIDIA GPU, on a stream of their own. The device is the one that sessions use, too: tensors go from one to
 * the other where they are. Rejects with UNAVAILABLE where there is no driver, and what to do; OUT_OF_MEMORY, DEVICE_LOST,
 * INVALID_ARGUMENT.
 */
export async function openCudaOps(options: OpenCudaOpsOptions = {}): Promise<CudaOps> {
	checkKeys("openCudaOps", options, ["cuda", "device", "library", "nvrtc", "search"]);
	const { cuda, ...rest } = options;
	if (cuda === undefined) return new CudaOps(await openCuda(rest));
	if (typeof cuda !== "object" || cuda === null || typeof cuda.createStream !== "function")
		throw unexpected("what openCuda gives as `cuda`", cuda);
	if (Object.keys(rest).length > 0) throw mismatch("`cuda` and no other option", Object.keys(rest).join(", "));
	return new CudaOps(cuda);
}

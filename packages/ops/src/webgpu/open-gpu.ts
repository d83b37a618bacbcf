import { requestGpuDevice } from "@polyinfer/core";
import { checkKeys, checkWord, unexpected } from "../arguments.ts";
import { Gpu } from "./gpu.ts";

/** Options of {@link openGpu}. */
export interface OpenGpuOptions {
	/** A device to share. It stays its owner's: `dispose` does not destroy it. */
	readonly device?: GPUDevice;
	/** Where to ask for a device. Default: `navigator.gpu`. */
	readonly gpu?: GPU;
	/** Default: `"high-performance"`. */
	readonly powerPreference?: "low-power" | "high-performance";
	/** True takes a processor that acts as a GPU too: for tests. Default: false. */
	readonly allowSoftware?: boolean;
}

/**
 * Opens a WebGPU device for ops, with the adapter's own limits and `shader-f16` where there is such, or takes the one that is
 * given. Rejects with UNAVAILABLE where there is none, with the reason; INVALID_ARGUMENT.
 */
export async function openGpu(options: OpenGpuOptions = {}): Promise<Gpu> {
	checkKeys("openGpu", options, ["device", "gpu", "powerPreference", "allowSoftware"]);
	const { device, gpu, powerPreference = "high-performance", allowSoftware = false } = options;
	checkWord("powerPreference", powerPreference, ["low-power", "high-performance"]);
	if (device === undefined) {
		const asked = { powerPreference, allowSoftware, ...(gpu === undefined ? {} : { gpu: gpu as never }) };
		return new Gpu((await requestGpuDevice<GPUDevice>(asked)).device, true);
	}
	if (typeof device !== "object" || device === null || typeof device.createBuffer !== "function")
		throw unexpected("a GPUDevice as `device`", device);
	return new Gpu(device, false);
}

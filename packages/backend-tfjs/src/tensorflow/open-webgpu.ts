import { type GpuDeviceFacts, requestGpuDevice } from "@polyinfer/core";
import type { TfjsOptions } from "../options.ts";
import type { TensorFlow } from "../program.ts";
import type { LoadedTensorFlow } from "./loaded-tensorflow.ts";
import type { Part } from "./parts.ts";

/** What is used of a GPUDevice, so that callers need no types of WebGPU. */
interface Device {
	readonly lost: Promise<{ readonly message: string; readonly reason?: string }>;
}

let count = 0;

/**
 * Makes a backend of its own for a session, beside the `webgpu` that a page's own code may use, so that a lost device
 * takes down no more than its session. Rejects with UNAVAILABLE.
 */
export async function openWebgpu(
	tf: TensorFlow,
	importWebgpu: () => Promise<Part<"webgpu">>,
	{ gpuDevice, allowSoftware = false }: TfjsOptions,
): Promise<Pick<LoadedTensorFlow, "lost" | "dispose" | "options" | "notes">> {
	const { device, info, isSoftware }: GpuDeviceFacts<Device> = gpuDevice
		? { device: gpuDevice as Device, info: {}, isSoftware: false }
		: await requestGpuDevice<Device>({ allowSoftware });
	const { WebGPUBackend } = await importWebgpu();
	const name = `polyinfer-webgpu-${++count}`;
	tf.copyRegisteredKernels("webgpu", name);
	tf.registerBackend(name, () => new WebGPUBackend(device as never, info as never) as never, 0);
	await tf.setBackend(name);
	return {
		options: gpuDevice === undefined ? {} : { gpuDevice: "given" },
		notes: isSoftware ? ["The WebGPU adapter computes on the processor."] : [],
		lost: device.lost.then(
			({ message, reason }) => `The GPU device was lost${reason ? ` (${reason})` : ""}: ${message}`,
		),
		dispose() {
			// Removing the backend destroys the device, which is the caller's where it was given.
			if (gpuDevice === undefined) tf.removeBackend(name);
			for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
		},
	};
}

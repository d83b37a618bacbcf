import type { DeviceTensor } from "@polyinfer/core";
import type { Gpu } from "../webgpu/gpu.ts";
import { allocateGpuTensor, type GpuDType } from "../webgpu/gpu-tensor.ts";

/** A tensor on the GPU with the elements of `data`. */
export function toGpu(gpu: Gpu, dtype: GpuDType, data: ArrayBufferView, shape: readonly number[]): DeviceTensor {
	const tensor = allocateGpuTensor(gpu, dtype, shape);
	const bytes = new Uint8Array(Math.ceil(data.byteLength / 4) * 4);
	bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
	gpu.device.queue.writeBuffer(tensor.handle as GPUBuffer, 0, bytes);
	return tensor;
}

import type { DeviceTensor } from "@polyinfer/core";
import type { CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { allocateCudaTensor, type CudaDType } from "../cuda/cuda-tensor.ts";

/** A tensor on the device with the elements of `data`. */
export function toCuda(ops: CudaOps, dtype: CudaDType, data: ArrayBufferView, shape: readonly number[]): DeviceTensor {
	const tensor = allocateCudaTensor(ops, dtype, shape);
	ops.stream.upload(tensor.handle as CudaMemory, 0, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
	return tensor;
}

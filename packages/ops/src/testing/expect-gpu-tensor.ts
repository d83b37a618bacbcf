import type { DeviceTensor, Tensor } from "@polyinfer/core";
import { expect } from "vitest";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import type { GpuPictureTensorPlan } from "../to-tensor/webgpu.ts";
import { expectSame } from "./expect-same.ts";

/** Fails the test unless a plan on the GPU gives the bits of `expected`. Disposes the plan. */
export async function expectGpuTensor(
	plan: GpuPictureTensorPlan,
	picture: AnyPicture,
	expected: Tensor,
): Promise<void> {
	let tensor: DeviceTensor | undefined;
	try {
		tensor = plan.run(picture);
		expect([tensor.dtype, tensor.shape]).toEqual([expected.dtype, expected.shape]);
		expectSame((await tensor.toCpu()).data, expected.data);
	} finally {
		tensor?.dispose();
		plan.dispose();
	}
}

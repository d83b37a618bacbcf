import type { DeviceTensor, Tensor } from "@polyinfer/core";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import type { CudaPictureTensorPlan } from "../to-tensor/cuda.ts";
import { LaunchRecorder } from "./record-launches.ts";
import type { RecordedLaunches } from "./recorded-launches.ts";

/** The launches of what `act` does, which is told where to say what is expected. */
export async function recordOps(
	act: (ops: CudaOps, expect: (tensor: DeviceTensor, elements: Tensor["data"]) => void) => Promise<void>,
): Promise<RecordedLaunches> {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	await act(ops, (tensor, elements) => recorder.expect(tensor, elements as Uint8Array));
	return recorder.recorded();
}

/** The launches of one picture through a plan that is expected to give `expected`. */
export function recordPlan(
	plan: (ops: CudaOps) => Promise<CudaPictureTensorPlan>,
	picture: AnyPicture,
	expected: Tensor,
): Promise<RecordedLaunches> {
	return recordOps(async (ops, expect) => {
		const tensor = (await plan(ops)).run(picture);
		if (String(tensor.shape) !== String(expected.shape) || tensor.dtype !== expected.dtype)
			throw new Error(`Expected ${expected} but got ${tensor}.`);
		expect(tensor, expected.data);
	});
}

import { numberToHalf } from "@polyinfer/core";
import { openCudaOps } from "../../cuda/open-cuda-ops.ts";
import { type CudaSoftmaxOptions, planSoftmax } from "../../softmax/cuda.ts";
import { softmax } from "../../softmax/index.ts";
import { oneNan } from "../one-nan.ts";
import { LaunchRecorder } from "../record-launches.ts";
import type { RecordedLaunches } from "../recorded-launches.ts";
import { toCuda } from "../to-cuda.ts";

/** What `softmax` does on CUDA, with what the reference gives as what is expected. */
export async function recordSoftmax(
	{ dtype = "float32", shape, ...axis }: CudaSoftmaxOptions,
	values: readonly number[],
	inPlace = false,
): Promise<RecordedLaunches> {
	const data = dtype === "float16" ? Uint16Array.from(values, numberToHalf) : Float32Array.from(values);
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planSoftmax(ops, { dtype, shape, ...axis });
	const input = toCuda(ops, dtype, data, shape);
	const output = plan.run(input, inPlace ? input : undefined);
	recorder.expect(output, oneNan(softmax({ dtype, data, shape }, axis).data));
	return recorder.recorded();
}

import { numberToHalf } from "@polyinfer/core";
import { expect } from "vitest";
import { type CudaArgmaxOptions, planArgmax } from "../../argmax/cuda.ts";
import { argmax } from "../../argmax/index.ts";
import { openCudaOps } from "../../cuda/open-cuda-ops.ts";
import { LaunchRecorder } from "../record-launches.ts";
import type { RecordedLaunches } from "../recorded-launches.ts";
import { toCuda } from "../to-cuda.ts";

/** What `argmax` does on CUDA, with what the reference finds as what is expected. */
export async function recordArgmax(options: CudaArgmaxOptions, values: readonly number[]): Promise<RecordedLaunches> {
	const { shape, scores = "float32", ...rest } = options;
	const data = scores === "float16" ? Uint16Array.from(values, numberToHalf) : Float32Array.from(values);
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const map = (await planArgmax(ops, options)).run(toCuda(ops, scores, data, shape));
	const expected = argmax({ dtype: scores, data, shape }, { ...rest, implementation: "reference" });
	expect([map.dtype, map.shape]).toEqual([expected.dtype, expected.shape]);
	recorder.expect(map, expected.data as Uint8Array);
	return recorder.recorded();
}

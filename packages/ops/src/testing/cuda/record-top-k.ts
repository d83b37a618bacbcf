import { deepStrictEqual } from "node:assert";
import { numberToHalf } from "@polyinfer/core";
import { openCudaOps } from "../../cuda/open-cuda-ops.ts";
import { planTopK } from "../../top-k/cuda.ts";
import { topK } from "../../top-k/index.ts";
import { LaunchRecorder } from "../record-launches.ts";
import type { RecordedLaunches } from "../recorded-launches.ts";
import { toCuda } from "../to-cuda.ts";

/** What `topK` does on CUDA, with what the reference finds as what is expected. */
export async function recordTopK(
	values: readonly number[],
	k: number,
	scores: "float32" | "float16" = "float32",
): Promise<RecordedLaunches> {
	const data = scores === "float16" ? Uint16Array.from(values, numberToHalf) : Float32Array.from(values);
	const shape = [1, data.length];
	const expected = topK({ dtype: scores, data, shape }, k, { implementation: "reference" });
	const words = new Int32Array(2 * expected.length);
	const found = new Float32Array(words.buffer);
	for (const [i, { index, score }] of expected.entries()) {
		words[2 * i] = index;
		found[2 * i + 1] = score;
	}
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planTopK(ops, { size: data.length, k, scores });
	recorder.answer({ at: 0, elements: words });
	deepStrictEqual(await plan.run(toCuda(ops, scores, data, shape)), expected);
	plan.dispose();
	return recorder.recorded();
}

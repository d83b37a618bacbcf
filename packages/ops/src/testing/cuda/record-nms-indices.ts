import { deepStrictEqual } from "node:assert";
import { openCudaOps } from "../../cuda/open-cuda-ops.ts";
import { type CudaNmsIndicesOptions, planNmsIndices } from "../../nms-indices/cuda.ts";
import { nmsIndices } from "../../nms-indices/index.ts";
import { LaunchRecorder } from "../record-launches.ts";
import type { RecordedLaunches } from "../recorded-launches.ts";
import type { SeededBoxes } from "../seeded-boxes.ts";
import { toCuda } from "../to-cuda.ts";

/** What `nmsIndices` does on CUDA, with what the reference finds as what is expected. */
export async function recordNmsIndices(
	{ boxes, scores, classes }: SeededBoxes,
	options: Omit<CudaNmsIndicesOptions, "count">,
	hasClasses = true,
): Promise<RecordedLaunches> {
	const count = scores.length;
	const given = hasClasses ? { boxes, scores, classes } : { boxes, scores };
	const expected = nmsIndices(given, { ...options, implementation: "reference" });
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planNmsIndices(ops, { ...options, count });
	const input = {
		boxes: toCuda(ops, "float32", boxes, [count, 4]),
		scores: toCuda(ops, "float32", scores, [1, count]),
		...(hasClasses ? { classes: toCuda(ops, "int32", classes, [count]) } : {}),
	};
	recorder.answer({ at: 0, elements: Int32Array.of(expected.length) }, { at: 16, elements: expected });
	deepStrictEqual(await plan.run(input), expected);
	plan.dispose();
	return recorder.recorded();
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import type { PictureFormat } from "../picture/picture.ts";
import type { AnyPicture } from "../picture/yuv-picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import type { RecordedLaunches } from "../testing/recorded-launches.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { type CudaLetterboxOptions, planLetterbox } from "./cuda.ts";
import { planLetterbox as planOnCpu } from "./index.ts";

const reference = { implementation: "reference" } as const;
const sideways = fc.integer({ min: 1, max: 40 });
const sizes = fc.tuple(sideways, sideways, sideways, sideways);
const numbers = { scale: 1 / 255, mean: 0.485, std: 0.229 };

async function letterboxOf(picture: AnyPicture, options: CudaLetterboxOptions): Promise<RecordedLaunches> {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planLetterbox(ops, options);
	const tensor = plan.run(picture);
	recorder.expect(tensor, planOnCpu({ ...options, ...reference }).run(picture).data as Uint8Array);
	return recorder.recorded();
}

describe.skipIf(!canCompile)(`letterbox on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test.each(RESIZE_FILTERS)("%s of any size gives the reference's bits", async (filter) => {
		const cases = fc.sample(fc.tuple(sizes, fc.constantFrom<PictureFormat>("rgb", "bgra")), 20);
		const recorded = await Promise.all(
			cases.map(([[from, down, width, height], format]) => {
				const picture = withGaps(seededPicture(from, from, down, format), 3);
				return letterboxOf(picture, { source: picture, width, height, filter, ...numbers });
			}),
		);
		for (const order of ORDERS) expect(replayLaunches(recorded, order)).toBe("");
	});
});

import { numberToHalf } from "@polyinfer/core";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noDawn, openDawn, skipsDawn } from "../testing/dawn.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { toGpu } from "../testing/to-gpu.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { allocateGpuTensor } from "../webgpu/gpu-tensor.ts";
import { argmax } from "./index.ts";
import { planArgmax } from "./webgpu.ts";

let gpu: Gpu;
beforeAll(async () => {
	if (!skipsDawn) gpu = await openDawn();
});
afterAll(() => gpu?.dispose());
const onGpu = test.skipIf(skipsDawn);
const why = skipsDawn ? ` (${noDawn})` : "";

const sides = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 }));
const numbers = fc.constantFrom(
	0,
	-0,
	1,
	1,
	2,
	-3,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	Number.NEGATIVE_INFINITY,
	2 ** -24,
);

onGpu(`gives the reference's classes, with ties, NaN and infinity${why}`, async () => {
	const dtypes = fc.constantFrom("uint8", "int32" as const);
	await fc.assert(
		fc.asyncProperty(
			sides,
			dtypes,
			fc.boolean(),
			fc.boolean(),
			fc.infiniteStream(numbers),
			async ([h, w, c], dtype, planar, isHalf, stream) => {
				const shape = planar ? [1, c, h, w] : [1, h, w, c];
				const values = [...stream.take(c * h * w)];
				const scores = isHalf ? "float16" : "float32";
				const data = isHalf ? Uint16Array.from(values, numberToHalf) : Float32Array.from(values);
				const layout = planar ? "nchw" : "nhwc";
				const plan = planArgmax(gpu, { shape, layout, dtype, scores });
				const tensor = toGpu(gpu, scores, data, shape);
				const map = plan.run(tensor);
				expect(map.shape).toEqual([h, w]);
				const expected = argmax({ dtype: scores, data, shape }, { layout, dtype, implementation: "reference" });
				expectSame((await map.toCpu()).data, expected.data);
				for (const it of [plan, tensor, map]) it.dispose();
			},
		),
		{ numRuns: 60 },
	);
});

onGpu(`a map of a whole segmentation is written where it is wanted${why}`, async () => {
	const shape = [1, 21, 128, 129];
	const data = Float32Array.from({ length: 21 * 128 * 129 }, (_, i) => ((i * 7919) % 1013) / 7);
	const plan = planArgmax(gpu, { shape });
	const scores = toGpu(gpu, "float32", data, shape);
	const map = allocateGpuTensor(gpu, "uint8", [128, 129]);
	expect(plan.run(scores, map)).toBe(map);
	expectSame((await map.toCpu()).data, argmax({ dtype: "float32", data, shape }, { implementation: "reference" }).data);
	expect(errorOf(() => plan.run(map))).toBe(
		"INVALID_ARGUMENT: Expected float32 [1,21,128,129] as scores but received uint8 [128,129].",
	);
	expect(errorOf(() => plan.run(scores, scores))).toContain("uint8 [128,129] as output");
	expect(errorOf(() => planArgmax(gpu, { shape: [1, 300, 2, 2], dtype: "uint8" }))).toContain("at most 256 classes");
	for (const it of [plan, scores, map]) it.dispose();
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { allocateCudaTensor } from "../cuda/cuda-tensor.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { recordArgmax } from "../testing/cuda/record-argmax.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { errorOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { toCuda } from "../testing/to-cuda.ts";
import { planArgmax } from "./cuda.ts";

const { NaN: nan, POSITIVE_INFINITY: high, NEGATIVE_INFINITY: low } = Number;
const numbers = fc.constantFrom(0, -0, 1, 1, 2, -3, nan, high, low, 2 ** -24);

describe.skipIf(!canCompile)(`argmax on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test("gives the reference's classes, with ties, NaN and infinity", async () => {
		const side = fc.integer({ min: 1, max: 20 });
		const classes = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(31, 32, 33, 64, 100, 256));
		const dtypes = fc.constantFrom("uint8", "int32" as const);
		const scores = fc.constantFrom("float32", "float16" as const);
		const layouts = fc.constantFrom("nchw", "nhwc" as const);
		const cases = fc.sample(fc.tuple(side, side, classes, fc.record({ dtype: dtypes, scores, layout: layouts })), 80);
		const [values] = fc.sample(fc.array(numbers, { minLength: 997, maxLength: 997 }), 1);
		const recorded = await Promise.all(
			cases.map(([h, w, c, options]) => {
				const shape = options.layout === "nchw" ? [1, c, h, w] : [1, h, w, c];
				return recordArgmax(
					{ ...options, shape },
					[...Array(c * h * w)].map((_, i) => values?.[i % 997] as number),
				);
			}),
		);
		for (const order of ORDERS) expect(replayLaunches(recorded, order)).toBe("");
	});

	test("a map of a whole segmentation is as the reference's, in either order", async () => {
		const values = Array.from({ length: 21 * 128 * 130 }, (_, i) => ((i * 7919) % 1013) / 7);
		const recorded = [
			await recordArgmax({ shape: [1, 21, 128, 130] }, values),
			await recordArgmax({ shape: [1, 128, 130, 21], layout: "nhwc" }, values),
		];
		expect(replayLaunches(recorded, 0)).toBe("");
	});
});

test("what does not fit is refused, and what fits is written where it is wanted", async () => {
	const ops = await openCudaOps({ cuda: new LaunchRecorder() });
	const plan = await planArgmax(ops, { shape: [1, 3, 4, 5] });
	const scores = toCuda(ops, "float32", new Float32Array(60), [1, 3, 4, 5]);
	const map = allocateCudaTensor(ops, "uint8", [4, 5]);
	expect(plan.run(scores, map)).toBe(map);
	expect(errorOf(() => plan.run(map))).toBe(
		"INVALID_ARGUMENT: Expected float32 [1,3,4,5] as scores but received uint8 [4,5].",
	);
	expect(errorOf(() => plan.run(scores, scores))).toContain("uint8 [4,5] as output");
});

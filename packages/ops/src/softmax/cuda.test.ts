import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { openCudaOps } from "../cuda/open-cuda-ops.ts";
import { recordSoftmax } from "../testing/cuda/record-softmax.ts";
import { ORDERS, replayLaunches } from "../testing/emulated-kernels.ts";
import { errorOf } from "../testing/error-of.ts";
import { LaunchRecorder } from "../testing/record-launches.ts";
import { toCuda } from "../testing/to-cuda.ts";
import { planSoftmax } from "./cuda.ts";

const number = fc.oneof(
	{ weight: 16, arbitrary: fc.float({ min: -30, max: 30, noNaN: true }) },
	{ weight: 4, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
	{ weight: 1, arbitrary: fc.constantFrom(-1e-9, 0, -0, -0.34, -0.35, -1.03, -1.05, -745, Number.NEGATIVE_INFINITY) },
);

describe.skipIf(!canCompile)(`softmax on CUDA, emulated ${NEEDS_COMPILER}`, () => {
	test("gives the reference's bits along every axis, of either element type", async () => {
		const shapes = fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 1, maxLength: 3 });
		const dtypes = fc.constantFrom("float32", "float16" as const);
		const values = fc.array(number, { minLength: 1, maxLength: 700, size: "max" });
		const cases = fc.sample(fc.tuple(shapes, fc.nat(2), dtypes, values), 40);
		const recorded = await Promise.all(
			cases.map(([shape, axis, dtype, some]) => {
				const size = shape.reduce((a, b) => a * b);
				const all = Array.from({ length: size }, (_, i) => some[i % some.length] as number);
				return recordSoftmax({ shape, axis: axis % shape.length, dtype }, all);
			}),
		);
		for (const order of [0, 1]) expect(replayLaunches(recorded, order)).toBe("");
	});

	test("lines of one class and of thousands, planes, NaN and infinity, in place too, are no different", async () => {
		const { NaN: nan, POSITIVE_INFINITY: high, NEGATIVE_INFINITY: low } = Number;
		const wave = (length: number) => Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * 20);
		const recorded = await Promise.all([
			...[1, 17, 1000, 1024, 1025, 5000].map((length) => recordSoftmax({ shape: [1, length] }, wave(length), true)),
			recordSoftmax({ shape: [21, 48, 50], axis: 0 }, wave(21 * 48 * 50), true),
			recordSoftmax({ shape: [2, 20] }, wave(40).with(23, nan)),
			recordSoftmax({ shape: [2, 20] }, wave(40).with(23, high)),
			recordSoftmax({ shape: [3, 2] }, [low, low, low, 1, nan, 0]),
			recordSoftmax({ shape: [0, 3] }, []),
		]);
		for (const order of ORDERS) expect(replayLaunches(recorded, order)).toBe("");
	});
});

test("what does not fit is refused", async () => {
	const ops = await openCudaOps({ cuda: new LaunchRecorder() });
	const plan = await planSoftmax(ops, { shape: [2, 3] });
	const input = toCuda(ops, "float32", new Float32Array(6), [3, 2]);
	expect(errorOf(() => plan.run(input))).toBe(
		"INVALID_ARGUMENT: Expected float32 [2,3] as planned but received float32 [3,2].",
	);
});

import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { headOf, yoloOptions } from "../testing/seeded-head.ts";
import { detectionArrays } from "./detection-arrays.ts";
import { exp32 } from "./exp32.ts";
import { planYoloDetections, type YoloDetectionsPlanOptions, yoloDetections } from "./index.ts";

const everywhere = [...implementations, "reference" as const];

function found(options: YoloDetectionsPlanOptions, head: Tensor, batchIndex: number) {
	const plan = planYoloDetections(options);
	const output = detectionArrays(300);
	const count = plan.write(head, output, batchIndex);
	return { count, ...output };
}

test("every implementation finds what the definition finds, bit for bit, in every layout", () => {
	fc.assert(
		fc.property(yoloOptions, fc.nat(1000), fc.constantFrom(2, 8, 1 << 20), fc.boolean(), (given, seed, levels, odd) => {
			const head = headOf(given, seed, levels, odd);
			const batchIndex = (given.shape[0] as number) - 1;
			const expected = found({ ...given, implementation: "reference" }, head, batchIndex);
			for (const implementation of implementations) {
				const actual = found({ ...given, implementation }, head, batchIndex);
				expect(actual.count).toBe(expected.count);
				for (const name of ["boxes", "scores", "classes", "anchors"] as const) expectSame(actual[name], expected[name]);
			}
		}),
		{ numRuns: 300 },
	);
});

test("more candidates than there is room for are thinned out without a change", () => {
	const shape = [1, 4 + 80, 2100];
	const given = { head: "yolov8", classCount: 80, shape, multiLabel: true, scoreThreshold: 0.001 } as const;
	const head = headOf(given, 5, 1 << 20, false);
	for (const maxCandidates of [10, 1000]) {
		const expected = found({ ...given, maxCandidates, implementation: "reference" }, head, 0);
		for (const implementation of implementations)
			expect(found({ ...given, maxCandidates, implementation }, head, 0)).toEqual(expected);
	}
});

/** Two things and an anchor of nothing, as YOLOv8 lays them out: x, y, width, height, 2 classes, 1 keypoint. */
const pose = new Tensor(
	"float32",
	Float32Array.from(
		[
			[16, 40, 17],
			[16, 20, 16],
			[8, 16, 8],
			[8, 8, 8],
			[0.75, 0.125, 0.5],
			[0.25, 0.875, 0],
			[14, 40, 0],
			[18, 20, 0],
			[0.5, 1, 0],
		].flat(),
	),
	[1, 9, 3],
);

test("gives box, score, class, keypoints and their scores, best first, and the transform brings them back", () => {
	const transform = new LetterboxTransform(
		{ width: 100, height: 40 },
		{ left: 0, top: 12, width: 50, height: 20 },
		{ width: 50, height: 44 },
	);
	for (const implementation of everywhere) {
		const given = { head: "yolov8", classCount: 2, keypoints: 1, implementation } as const;
		expect(yoloDetections(pose, given)).toEqual([
			{ box: [32, 16, 48, 24], score: 0.875, class: 1, keypoints: [[40, 20]], keypointScores: [1] },
			{ box: [12, 12, 20, 20], score: 0.75, class: 0, keypoints: [[14, 18]], keypointScores: [0.5] },
		]);
		expect(yoloDetections(pose, { ...given, transform, onlyClasses: [1] })).toEqual([
			{ box: [64, 8, 96, 24], score: 0.875, class: 1, keypoints: [[80, 16]], keypointScores: [1] },
		]);
	}
});

test("reads the coefficients of masks for what it detects only, and keypoints without scores", () => {
	const given = { head: "yolov8", classCount: 2 } as const;
	expect(yoloDetections(pose, { ...given, maskCoefficients: 3 })[0]?.maskCoefficients).toEqual(
		Float32Array.of(40, 20, 1),
	);
	const [best] = yoloDetections(pose, { ...given, maskCoefficients: 1, keypoints: 1, keypointValues: 2 });
	expect(best).toMatchObject({ keypoints: [[40, 20]], maskCoefficients: Float32Array.of(1) });
	expect(best).not.toHaveProperty("keypointScores");
});

test("YOLOv5 multiplies classes by objectness, YOLOX has offsets in cells and logarithms of sizes", () => {
	const row = [0.5, 1.5, 2, 1, 0.5, 0.25, 1];
	const v5 = yoloDetections(new Tensor("float32", Float32Array.from(row), [1, 1, 7]), {
		head: "yolov5",
		classCount: 2,
	});
	expect(v5).toEqual([{ box: [-0.5, 1, 1.5, 2], score: 0.5, class: 1, keypoints: [] }]);
	const cells = Float32Array.from([...row.map(() => 0), ...row]);
	const [found] = yoloDetections(new Tensor("float32", cells, [2, 7]), {
		...{ head: "yolox", classCount: 2, width: 64, height: 32, strides: [32] },
	});
	const [w, h] = [32 * Math.exp(2), 32 * Math.E];
	for (const [side, value] of [48 - w / 2, 48 - h / 2, 48 + w / 2, 48 + h / 2].entries())
		expect(found?.box[side]).toBeCloseTo(value, 3);
});

test("exp32 is within 2 units in the last place", () => {
	fc.assert(
		fc.property(fc.float({ min: -87, max: 88, noNaN: true }), (x) => {
			expect(Math.abs(exp32(x) / Math.exp(x) - 1)).toBeLessThan(2 ** -22);
		}),
	);
	expect([exp32(0), exp32(200), exp32(-200), exp32(Number.NaN)]).toEqual([1, Infinity, 0, Number.NaN]);
});

test("rejects heads and options that do not fit, and says what was expected", () => {
	const zeros = (...shape: number[]) =>
		new Tensor("float32", new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
	const given = { head: "yolov8", classCount: 80 } as const;
	const error = (head: Tensor, more: object = {}) => errorOf(() => yoloDetections(head, { ...given, ...more }));
	expect(error(zeros(1, 85, 10))).toBe(
		"INVALID_ARGUMENT: Expected a head [batch,84,anchors] for `yolov8`, 84 channels, but received [1,85,10].",
	);
	expect(error(zeros(1, 10, 84))).toContain("84 channels");
	expect(error(zeros(84))).toContain("84 channels");
	expect(error(zeros(1, 1, 84, 10))).toContain("84 channels");
	expect(error(zeros(2, 84, 10))).toContain("`batchIndex`");
	expect(error(zeros(2, 84, 10), { batchIndex: 2 })).toContain("from 0 to 1");
	expect(error(new Tensor("float64", new Float64Array(840), [1, 84, 10]))).toContain("`dtype`");
	expect(error(zeros(1, 84, 10), { onlyClasses: [80] })).toContain("`onlyClasses`");
	expect(error(zeros(1, 84, 10), { scoreThreshold: -1 })).toContain("`scoreThreshold`");
	expect(error(zeros(1, 84, 10), { conf: 0.5 })).toContain("`conf`");
	expect(error(zeros(1, 10, 85), { head: "yolox" })).toContain("`width` and `height`");
	expect(error(zeros(1, 10, 85), { head: "yolox", width: 64, height: 64 })).toContain("84 anchors for 64x64");
	const plan = planYoloDetections({ ...given, shape: [1, 84, 10] });
	expect(errorOf(() => plan.run(zeros(1, 84, 11)))).toContain("float32 [1,84,10] as planned");
	expect(errorOf(() => plan.write(zeros(1, 84, 10), detectionArrays(10)))).toContain("1200 numbers or more in `boxes`");
	const gone = zeros(1, 84, 10);
	structuredClone(0, { transfer: [gone.data.buffer as ArrayBuffer] });
	expect(errorOf(() => plan.run(gone))).toContain("transferred");
});

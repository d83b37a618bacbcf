import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededBoxes } from "../testing/seeded-boxes.ts";
import { type NmsIndicesOptions, nmsIndices, planNmsIndices, type ScoredBoxes } from "./index.ts";

const everywhere = [...implementations, "reference" as const];

const coordinate = fc.oneof(
	{ weight: 20, arbitrary: fc.integer({ min: 0, max: 12 }) },
	{ weight: 5, arbitrary: fc.float({ min: 0, max: 12, noNaN: true }) },
	{ weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, 3e38, -3e38, 1e-30, -0) },
);
const score = fc.oneof(
	{ weight: 20, arbitrary: fc.integer({ min: -8, max: 8 }).map((value) => value / 8) },
	{ weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 1e-45) },
);
const scored = fc.array(
	fc.tuple(coordinate, coordinate, coordinate, coordinate, score, fc.integer({ min: -2, max: 5 })),
	{
		maxLength: 120,
		size: "max",
	},
);
const limit = fc.oneof(fc.constant(undefined), fc.integer({ min: 0, max: 60 }));
const rules = fc.record({
	iouThreshold: fc.constantFrom(0, 1e-7, 0.25, 0.5, 2 / 3, 0.7, 1),
	compare: fc.constantFrom(">" as const, ">=" as const),
	perClass: fc.boolean(),
	maxDetections: limit,
	maxPerClass: limit,
	maxCandidates: limit,
	scoreThreshold: fc.constantFrom(undefined, -1, 0, 0.25),
	arithmetic: fc.constantFrom("torchvision" as const, "opencv" as const),
});

function columns(rows: readonly (readonly number[])[], classed: boolean): ScoredBoxes {
	return {
		boxes: Float32Array.from(rows.flatMap((row) => row.slice(0, 4))),
		scores: Float32Array.from(rows, (row) => row[4] as number),
		...(classed ? { classes: Int32Array.from(rows, (row) => row[5] as number) } : {}),
	};
}

/** Options without those that are undefined. */
function given(options: { [K in keyof NmsIndicesOptions]: NmsIndicesOptions[K] | undefined }): NmsIndicesOptions {
	return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

test("every implementation keeps what the definition keeps", () => {
	fc.assert(
		fc.property(scored, fc.boolean(), rules, (rows, classed, options) => {
			const input = columns(rows, classed);
			const expected = nmsIndices(input, { ...given(options), implementation: "reference" });
			for (const implementation of implementations)
				expectSame(nmsIndices(input, { ...given(options), implementation }), expected);
		}),
		{ numRuns: 500 },
	);
});

test("the definition holds for lists of up to 30,000 boxes, sparse and crowded, of ties and of one class", () => {
	for (const [count, scale, levels, classCount] of [
		[1, 1, 1, 1],
		[511, 8, 1000, 3],
		[512, 8, 1, 1],
		[513, 8, 4, 1],
		[3000, 10, 256, 1],
		[4097, 40, 1 << 24, 2000],
		[30000, 300, 1 << 24, 80],
	] as const) {
		const input = seededBoxes(count, count, scale, levels, classCount);
		for (const options of [
			{},
			{ maxDetections: 300 },
			{ maxCandidates: 1000, perClass: false, compare: ">=" as const },
		]) {
			const expected = nmsIndices(input, { ...options, implementation: "reference" });
			for (const implementation of implementations)
				expectSame(nmsIndices(input, { ...options, implementation }), expected);
		}
	}
});

test("what is kept does not overlap, and what is not overlaps something better", () => {
	const whole = fc.integer({ min: 0, max: 12 });
	const box = fc.tuple(whole, whole, whole, whole, fc.integer({ min: 1, max: 16 }), fc.integer({ min: 0, max: 2 }));
	fc.assert(
		fc.property(fc.array(box, { maxLength: 40 }), fc.constantFrom(0.25, 0.5), (rows, iouThreshold) => {
			const at = rows.map(([x, y, w, h, s, c]) => [x, y, x + w + 1, y + h + 1, s / 16, c] as const);
			const kept = [...nmsIndices(columns(at, true), { iouThreshold })];
			const overlap = (i: number, j: number): boolean => {
				const [a, b] = [at[i], at[j]] as [(typeof at)[0], (typeof at)[0]];
				const w = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
				const h = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
				const union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h;
				return a[5] === b[5] && w * h > iouThreshold * union;
			};
			const score = (i: number): number => at[i]?.[4] as number;
			for (const [n, i] of kept.entries())
				for (const j of kept.slice(n + 1)) {
					expect(overlap(i, j)).toBe(false);
					expect(score(i) > score(j) || (score(i) === score(j) && i < j)).toBe(true);
				}
			for (const i of at.keys())
				if (!kept.includes(i))
					expect(kept.some((k) => overlap(k, i) && (score(k) > score(i) || (score(k) === score(i) && k < i)))).toBe(
						true,
					);
		}),
	);
});

test("limits count detections, detections of a class and candidates", () => {
	const boxes = Float32Array.from([0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1, 6, 0, 7, 1, 0, 0, 1, 1]);
	const input = { boxes, scores: Float32Array.of(0.5, 0.75, 1, 0.25, 0.625), classes: Int32Array.of(1, 1, 1, 2, 1) };
	for (const implementation of everywhere) {
		const keep = (options: NmsIndicesOptions) => [...nmsIndices(input, { ...options, implementation })];
		expect(keep({})).toEqual([2, 1, 4, 3]);
		expect(keep({ maxDetections: 2 })).toEqual([2, 1]);
		expect(keep({ maxPerClass: 2 })).toEqual([2, 1, 3]);
		expect(keep({ maxPerClass: 2, perClass: false })).toEqual([2, 1]);
		expect(keep({ maxCandidates: 4 })).toEqual([2, 1, 4]);
		expect(keep({ scoreThreshold: 0.5 })).toEqual([2, 1, 4]);
		expect(keep({ maxDetections: 0 })).toEqual([]);
	}
});

test("a plan writes into the array that it is given, for few boxes after many and many after few", () => {
	for (const implementation of everywhere) {
		const plan = planNmsIndices({ implementation });
		expect(plan.implementation).toBe(implementation);
		const output = new Int32Array(5000);
		for (const count of [0, 3, 2000, 5000, 7]) {
			const input = seededBoxes(9, count, 50, 1000, 4);
			const kept = plan.run(input, output);
			expect(kept.buffer).toBe(output.buffer);
			expectSame(kept, nmsIndices(input, { implementation: "reference" }));
		}
	}
});

test("takes tensors with and without an axis for the picture, and one box is [1,4]", () => {
	const { boxes, scores, classes } = seededBoxes(3, 40, 6, 100, 3);
	const expected = nmsIndices({ boxes, scores, classes });
	for (const lead of [[], [1]])
		expectSame(
			nmsIndices({
				boxes: new Tensor("float32", boxes, [...lead, 40, 4]),
				scores: new Tensor("float32", scores, [...lead, 40]),
				classes: new Tensor("int32", classes, [...lead, 40]),
			}),
			expected,
		);
	const one = {
		boxes: new Tensor("float32", boxes.slice(0, 4), [1, 4]),
		scores: new Tensor("float32", scores.slice(0, 1), [1]),
	};
	expect([...nmsIndices(one)]).toEqual([0]);
});

test("rejects what does not fit with INVALID_ARGUMENT that says what was expected", () => {
	const [boxes, scores] = [new Float32Array(8), new Float32Array(2)];
	const error = (input: unknown, options?: NmsIndicesOptions) => errorOf(() => nmsIndices(input as never, options));
	expect(error({ boxes: new Float32Array(7), scores })).toBe(
		"INVALID_ARGUMENT: Expected float32 [2,4] for `boxes`, 8 numbers, but received 7 numbers.",
	);
	expect(error({ boxes: new Tensor("float32", boxes, [4, 2]), scores })).toContain(
		"float32 [2,4] for `boxes` but received",
	);
	expect(error({ boxes: new Float64Array(8), scores })).toContain("Float64Array");
	expect(error({ boxes, scores, classes: new Int32Array(3) })).toContain("`classes`");
	expect(error({ boxes, scores, classes: new Float32Array(2) })).toContain("int32 [2]");
	expect(error({ boxes, scores: new Tensor("float32", scores, [2, 1]) })).toContain("float32 [n] for `scores`");
	expect(error(null)).toContain("boxes and scores");
	expect(error({ boxes, scores }, { iouThreshold: 1.5 })).toContain("`iouThreshold`");
	expect(error({ boxes, scores }, { maxDetections: -1 })).toContain("`maxDetections`");
	expect(error({ boxes, scores }, { arithmetic: "exact" as never })).toContain("`arithmetic`");
	expect(error({ boxes, scores }, { threshold: 1 } as never)).toContain("`threshold`");
	expect(errorOf(() => planNmsIndices().run({ boxes, scores }, new Int32Array(1)))).toContain("2 numbers or more");
	const gone = new Tensor("float32", new Float32Array(8), [2, 4]);
	structuredClone(0, { transfer: [gone.data.buffer as ArrayBuffer] });
	expect(error({ boxes: gone, scores })).toContain("transferred");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { centerCropResize } from "../center-crop-resize/index.ts";
import { letterbox, planLetterbox } from "../letterbox/index.ts";
import type { Picture } from "../picture/picture.ts";
import { resize } from "../resize/index.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import type { ResizeFilter } from "./resize-filter.ts";

const averaging: readonly ResizeFilter[] = ["antialias", "opencv-area", "pillow-bilinear", "pillow-bicubic"];
const side = fc.integer({ min: 1, max: 120 });

test("antialias is within one level of pillow-bilinear", () => {
	fc.assert(
		fc.property(side, side, side, side, (width, height, toWidth, toHeight) => {
			fc.pre(width <= 8 * toWidth && height <= 8 * toHeight);
			const picture = seededPicture(width + height, width, height);
			const size = { width: toWidth, height: toHeight };
			const pillow = resize(picture, { ...size, filter: "pillow-bilinear" }).data;
			expect(farthest(resize(picture, { ...size, filter: "antialias" }).data, pillow)).toBeLessThanOrEqual(1);
		}),
	);
});

test("antialias is within 0.8 levels of the exact mean under the triangle", () => {
	fc.assert(
		fc.property(side, side, side, side, fc.boolean(), (width, height, toWidth, toHeight, isBinary) => {
			fc.pre(width <= 8 * toWidth && height <= 8 * toHeight);
			const picture = seededPicture(width * 3 + height, width, height, "gray");
			if (isBinary) for (const [i, level] of picture.data.entries()) picture.data[i] = level > 127 ? 255 : 0;
			const actual = resize(picture, { width: toWidth, height: toHeight, filter: "antialias" }).data;
			expect(farthest(actual, exactMean(picture, toWidth, toHeight))).toBeLessThan(0.8);
		}),
	);
});

test.each(implementations)(
	"%s gives the reference's bits however much a picture shrinks or grows",
	(implementation) => {
		fc.assert(
			fc.property(
				fc.record({
					width: fc.integer({ min: 1, max: 700 }),
					height: fc.integer({ min: 1, max: 300 }),
					toWidth: fc.integer({ min: 1, max: 300 }),
					toHeight: fc.integer({ min: 1, max: 100 }),
				}),
				fc.constantFrom("gray", "rgb", "bgra" as const),
				fc.constantFrom(...averaging),
				fc.constantFrom(1, 2),
				({ width, height, toWidth, toHeight }, format, filter, threads) => {
					const picture = withGaps(seededPicture(width + height, width, height, format), 3);
					const options = { width: toWidth, height: toHeight, filter };
					const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
					expectSame(letterbox(picture, { ...options, implementation, threads }).tensor.data, expected.data);
				},
			),
			{ numRuns: 60 },
		);
	},
);

test("antialias by two or three is the exact mean under the triangle, rounded once, half up", () => {
	const ratio = fc.constantFrom(2, 3);
	const few = fc.integer({ min: 1, max: 12 });
	fc.assert(
		fc.property(few, few, ratio, ratio, (toWidth, toHeight, across, down) => {
			const picture = seededPicture(toWidth + toHeight, toWidth * across, toHeight * down, "gray");
			const { data } = resize(picture, { width: toWidth, height: toHeight, filter: "antialias" });
			const exact = exactMean(picture, toWidth, toHeight);
			expect([...data]).toEqual(Array.from(exact, (mean) => Math.floor(mean + 0.5 + 1e-9)));
		}),
	);
});

test.each(implementations)("%s gives the reference's bits where sides shrink by two or three", (implementation) => {
	const ratio = fc.constantFrom(2, 3);
	fc.assert(
		fc.property(
			fc.record({
				toWidth: fc.integer({ min: 1, max: 90 }),
				toHeight: fc.integer({ min: 1, max: 20 }),
				across: ratio,
				down: ratio,
				isWhite: fc.boolean(),
			}),
			fc.constantFrom("gray", "rgb", "bgra" as const),
			fc.constantFrom("antialias", "opencv-area" as const),
			fc.constantFrom("float32", "float16", "uint8" as const),
			fc.constantFrom(1, 2),
			({ toWidth, toHeight, across, down, isWhite }, format, filter, dtype, threads) => {
				const picture = withGaps(seededPicture(toWidth, toWidth * across, toHeight * down, format), 3);
				if (isWhite) picture.data.fill(255);
				const options = { width: toWidth, height: toHeight, filter, dtype };
				const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
				expectSame(letterbox(picture, { ...options, implementation, threads }).tensor.data, expected.data);
			},
		),
		{ numRuns: 100 },
	);
});

test.each(implementations)(
	"%s gives the reference's bits of windows of what shrinks by two or three",
	(implementation) => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 60 }),
				fc.constantFrom(2, 3),
				fc.constantFrom("antialias", "opencv-area" as const),
				fc.constantFrom("planar" as const, "flipped" as const, "one of three" as const),
				(size, ratio, filter, layout) => {
					const side = size * ratio;
					const { data } = seededPicture(side, side, side);
					const views = {
						planar: { data, shape: [side, side, 3], stride: [side, 1, side * side], offset: 0 },
						flipped: { data, shape: [side, side, 3], stride: [-side * 3, 3, 1], offset: (side - 1) * side * 3 },
						"one of three": { data, shape: [side, side], stride: [side * 3, 3], offset: 1 },
					};
					const options = { resize: size, crop: Math.ceil(size / 2), filter };
					const expected = centerCropResize(views[layout], { ...options, implementation: "reference" });
					expectSame(centerCropResize(views[layout], { ...options, implementation }).data, expected.data);
				},
			),
			{ numRuns: 60 },
		);
	},
);

test.each(implementations)(
	"%s gives the reference's bits of a window, flipped and of other channel steps",
	(implementation) => {
		fc.assert(
			fc.property(
				fc.integer({ min: 2, max: 90 }),
				fc.integer({ min: 2, max: 90 }),
				fc.integer({ min: 1, max: 70 }),
				fc.constantFrom(...averaging),
				fc.constantFrom("planar" as const, "flipped" as const, "one of three" as const),
				(width, height, size, filter, layout) => {
					const { data } = seededPicture(width * height, width, height);
					const views = {
						planar: { data, shape: [height, width, 3], stride: [width, 1, width * height], offset: 0 },
						flipped: { data, shape: [height, width, 3], stride: [-width * 3, 3, 1], offset: (height - 1) * width * 3 },
						"one of three": { data, shape: [height, width], stride: [width * 3, 3], offset: 1 },
					};
					const options = { resize: size, crop: Math.ceil(size / 2), filter };
					const expected = centerCropResize(views[layout], { ...options, implementation: "reference" });
					const actual = centerCropResize(views[layout], { ...options, implementation });
					expectSame(actual.data, expected.data);
				},
			),
			{ numRuns: 100 },
		);
	},
);

test.each(implementations)("%s averages by kernels, by every filter", (implementation) => {
	for (const filter of averaging)
		for (const [width, height] of [
			[90, 60],
			[91, 77],
		] as const) {
			const source = { width, height, format: "rgb" as const };
			const plan = planLetterbox({ source, width: 30, height: 20, filter, implementation });
			expect(plan.implementation, filter).toBe(implementation);
		}
});

test.each(implementations)("%s averages a hundred and more pixels into one", (implementation) => {
	for (const filter of averaging)
		for (const [width, height, toWidth, toHeight] of [
			[3001, 5, 30, 5],
			[3, 2003, 3, 20],
			[2000, 300, 1, 1],
		] as const) {
			const picture = seededPicture(width, width, height);
			const options = { width: toWidth, height: toHeight, filter };
			const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
			expectSame(letterbox(picture, { ...options, implementation }).tensor.data, expected.data);
		}
});

test.each(implementations)("%s gives the last rows however few pixels weigh anything there", (implementation) => {
	for (const filter of averaging)
		for (let height = 1; height < 24; height++)
			for (let toHeight = 1; toHeight < 24; toHeight++) {
				const picture = seededPicture(height, 2, height, "gray");
				const options = { width: 3, height: toHeight, filter };
				const expected = letterbox(picture, { ...options, implementation: "reference" }).tensor;
				expectSame(letterbox(picture, { ...options, implementation }).tensor.data, expected.data);
			}
});

function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
	let most = 0;
	for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs((a[i] as number) - (b[i] as number)));
	return most;
}

/** In float64, by the formula of `torch.nn.functional.interpolate` with `antialias=True`, without rounding. */
function exactMean(picture: Picture, toWidth: number, toHeight: number): Float64Array {
	const { data, width, height } = picture;
	const across = exactWeights(width, toWidth);
	const down = exactWeights(height, toHeight);
	const out = new Float64Array(toWidth * toHeight);
	for (let y = 0; y < toHeight; y++)
		for (let x = 0; x < toWidth; x++)
			for (const [row, weight] of down[y] as Map<number, number>)
				for (const [column, other] of across[x] as Map<number, number>)
					out[y * toWidth + x] =
						(out[y * toWidth + x] as number) + weight * other * (data[row * width + column] as number);
	return out;
}

function exactWeights(source: number, target: number): Map<number, number>[] {
	const scale = source / target;
	const stretch = Math.max(scale, 1);
	return Array.from({ length: target }, (_, x) => {
		const weights = new Map<number, number>();
		for (let i = 0; i < source; i++) {
			const weight = 1 - Math.abs(i + 0.5 - (x + 0.5) * scale) / stretch;
			if (weight > 0) weights.set(i, weight);
		}
		const total = [...weights.values()].reduce((a, b) => a + b, 0);
		for (const [i, weight] of weights) weights.set(i, weight / total);
		return weights;
	});
}

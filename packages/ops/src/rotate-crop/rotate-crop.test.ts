import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point, Quad } from "../picture/point.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { hashOf } from "../testing/hash-of.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { warpTensor } from "../warp/index.ts";
import { planRotateCrop, rotateCrop, rotateCropTensor } from "./index.ts";

/** Corners, and size and hash of what PaddleOCR's steps give with cv2 4.14 and bilinear sampling, of 160x120 pixels. */
const rows: readonly [number[][], number, number, number][] = [
	[
		[
			[40.14, 32.87],
			[114.04, 46.88],
			[107.51, 67.67],
			[38.07, 55.4],
		],
		75,
		22,
		2990951388,
	],
	[
		[
			[61.0, 60.5],
			[96.75, 81.0],
			[82.25, 104.0],
			[49.0, 77.25],
		],
		42,
		27,
		578923260,
	],
	[
		[
			[64.1, 44.23],
			[82.19, 64.48],
			[71.82, 77.4],
			[54.34, 57.82],
		],
		27,
		16,
		131073058,
	],
	[
		[
			[52.0, 17.25],
			[61.75, 22.75],
			[42.75, 91.0],
			[34.75, 91.0],
		],
		75,
		11,
		2325952357,
	],
	[
		[
			[61.36, 46.91],
			[91.09, 67.52],
			[79.09, 84.57],
			[52.89, 67.06],
		],
		36,
		21,
		750846029,
	],
	[
		[
			[36.0, 86.0],
			[59.75, 46.0],
			[68.25, 52.5],
			[44.25, 88.25],
		],
		46,
		10,
		3822287812,
	],
	[
		[
			[40.72, 47.35],
			[86.68, 52.36],
			[80.2, 77.2],
			[37.46, 70.22],
		],
		46,
		25,
		2255523070,
	],
	[
		[
			[64.75, 48.0],
			[73.5, 55.0],
			[39.75, 94.25],
			[31.25, 88.5],
		],
		52,
		11,
		4005853348,
	],
];

test.each(["reference", ...implementations] as const)(
	"%s gives the bytes of PaddleOCR's steps in cv2",
	(implementation) => {
		for (const [i, [corners, width, height, hash]] of rows.entries()) {
			const crop = rotateCrop(seededPicture(i + 1, 160, 120), corners as unknown as Quad, { implementation });
			expect([i, crop.width, crop.height, hashOf(crop.data)]).toEqual([i, width, height, hash]);
		}
	},
);

const point: fc.Arbitrary<Point> = fc.tuple(
	fc.double({ min: -30, max: 130, noNaN: true }),
	fc.double({ min: -30, max: 110, noNaN: true }),
);
const box = fc.record({
	centerX: fc.integer({ min: -10, max: 110 }),
	centerY: fc.integer({ min: -10, max: 90 }),
	width: fc.integer({ min: 1, max: 90 }),
	height: fc.integer({ min: 1, max: 90 }),
	degrees: fc.integer({ min: -360, max: 360 }),
});
const region = fc.oneof(box, fc.tuple(point, point, point, point) as fc.Arbitrary<Quad>);

test.each(implementations)("%s gives the reference's bits", (implementation) => {
	const picture = seededPicture(4, 100, 80);
	fc.assert(
		fc.property(region, fc.boolean(), (region, isFlat) => {
			const options = { width: 64, height: 16, scale: 1 / 255, turnFrom: isFlat ? Number.POSITIVE_INFINITY : 1.5 };
			const { turnFrom } = options;
			const attempt = (): unknown => rotateCrop(picture, region, { turnFrom, implementation: "reference" });
			if (!works(attempt)) {
				expect(works(() => rotateCrop(picture, region, { turnFrom, implementation }))).toBe(false);
				return;
			}
			const expected = rotateCrop(picture, region, { turnFrom, implementation: "reference" });
			expectSame(rotateCrop(picture, region, { turnFrom, implementation }).data, expected.data);
			if (!works(() => rotateCropTensor(picture, region, { ...options, implementation: "reference" }))) return;
			const line = rotateCropTensor(picture, region, { ...options, implementation: "reference" });
			expectSame(rotateCropTensor(picture, region, { ...options, implementation }).data, line.data);
		}),
		{ numRuns: 200 },
	);
});

/** Whether `act` does; corners on a line have no crop. */
function works(act: () => unknown): boolean {
	try {
		act();
		return true;
	} catch (error) {
		expect(String((error as Error).message)).toMatch(/no three lie on a line|can be inverted/);
		return false;
	}
}

test("an upright box is a plain copy, and a tall one lies on its side", () => {
	// 1 2 3
	// 4 5 6
	const picture = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, format: "gray" as const };
	const whole: Quad = [
		[0, 0],
		[3, 0],
		[3, 2],
		[0, 2],
	];
	expect([...rotateCrop(picture, whole).data]).toEqual([1, 2, 3, 4, 5, 6]);
	const tall: Quad = [
		[1, 0],
		[2, 0],
		[2, 2],
		[1, 2],
	];
	const turned = rotateCrop(picture, tall);
	expect([turned.width, turned.height, ...turned.data]).toEqual([2, 1, 2, 5]);
	const kept = rotateCrop(picture, tall, { turnFrom: Number.POSITIVE_INFINITY });
	expect([kept.width, kept.height, ...kept.data]).toEqual([1, 2, 2, 5]);
	const read = rotateCrop(picture, { centerX: 1, centerY: 1, width: 2, height: 2, degrees: 90 });
	expect([read.width, read.height, ...read.data]).toEqual([2, 2, 3, 6, 2, 5]);
});

test("a line for a reader has zeros at its right, and is the crop where it needs no resizing", () => {
	const picture = seededPicture(2, 60, 40);
	const corners: Quad = [
		[10, 10],
		[42, 12],
		[42, 28],
		[10, 26],
	];
	const crop = rotateCrop(picture, corners);
	const line = rotateCropTensor(picture, corners, { width: 40, height: 16, dtype: "uint8", layout: "nhwc" });
	expect(line.shape).toEqual([1, 16, 40, 3]);
	const bytes = line.data as Uint8Array;
	expect([crop.width, crop.height]).toEqual([32, 16]);
	for (let y = 0; y < 16; y++) {
		expect(bytes.subarray(y * 120, y * 120 + 96)).toEqual(crop.data.subarray(y * 96, y * 96 + 96));
		expect([...bytes.subarray(y * 120 + 96, y * 120 + 120)]).toEqual(new Array(24).fill(0));
	}
	const whole: Quad = [
		[0, 0],
		[60, 0],
		[60, 40],
		[0, 40],
	];
	const half = rotateCropTensor(picture, whole, { width: 30, height: 20, dtype: "uint8" });
	const asResized = { matrix: [2, 0, 0.5, 0, 2, 0.5], inverse: true, border: "replicate" as const };
	const resized = warpTensor(picture, { ...asResized, width: 30, height: 20, dtype: "uint8" });
	expectSame(half.data, resized.data);
});

test("a plan tells the size that an output must have", () => {
	const picture = seededPicture(2, 60, 40);
	const plan = planRotateCrop({ source: { width: 60, height: 40, format: "rgb" } });
	const region = { centerX: 30, centerY: 20, width: 30, height: 11, degrees: 12 };
	expect(plan.size(region)).toEqual({ width: 30, height: 11 });
	const output = rotateCrop(picture, region);
	expect(plan.run({ picture, region }, output)).toBe(output);
	const wrong = rotateCrop(picture, { ...region, height: 12 });
	expect(errorOf(() => plan.run({ picture, region }, wrong))).toContain("30x11 rgb to write into");
});

test.each([
	[
		[
			[0, 0],
			[1, 0],
			[1, 1],
		],
		{},
		"4 points",
	],
	[
		[
			[0, 0],
			[5, 0],
			[9, 0],
			[2, 0],
		],
		{},
		"no three lie on a line",
	],
	[
		[
			[0, 0],
			[1e9, 0],
			[1e9, 5],
			[0, 5],
		],
		{},
		"`width of the region`",
	],
	[{ centerX: 0, centerY: 0, width: -1, height: 4, degrees: 0 }, {}, "`width`"],
	[{ centerX: 0, centerY: 0, width: 1, height: 4 }, {}, "`degrees`"],
	[undefined, {}, "four corners or a rotated box"],
	[
		[
			[0, 0],
			[5, 0],
			[5, 5],
			[0, 5],
		],
		{ turnFrom: Number.NaN },
		"`turnFrom`",
	],
	[
		[
			[0, 0],
			[5, 0],
			[5, 5],
			[0, 5],
		],
		{ border: "mirror" },
		"`border`",
	],
	[
		[
			[0, 0],
			[5, 0],
			[5, 5],
			[0, 5],
		],
		{ width: 3 },
		"Unknown option `width`",
	],
])("rejects %j with %j with INVALID_ARGUMENT", (region, options, text) => {
	expect(errorOf(() => rotateCrop(seededPicture(1, 9, 9), region as never, options as never))).toContain(text);
});

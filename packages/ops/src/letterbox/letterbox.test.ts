import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { resize } from "../resize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { letterbox, planLetterbox } from "./index.ts";

/** SHA-256 of what OpenCV 5.0.0 gives by `resize` and `copyMakeBorder`, with the rounding of the YOLO tools. */
const golden = [
	{ seed: 51, width: 320, height: 180, size: 64, hash: "ec78ca46338c" },
	{ seed: 52, width: 101, height: 203, size: 96, hash: "696cdba67deb" },
	{ seed: 53, width: 30, height: 20, size: 64, hash: "677d6abf2593" },
];

test.each(golden)("gives OpenCV's bytes for $width x $height", ({ seed, width, height, size, hash }) => {
	const options = { width: size, height: size, dtype: "uint8", layout: "nhwc" } as const;
	const { tensor } = letterbox(seededPicture(seed, width, height), options);
	expect(
		createHash("sha256")
			.update(tensor.data as Uint8Array)
			.digest("hex")
			.slice(0, 12),
	).toBe(hash);
});

const side = fc.integer({ min: 1, max: 40 });

test("the picture lies in the middle, resized, and the rest is the pad", () => {
	fc.assert(
		fc.property(side, side, side, side, fc.boolean(), (width, height, toWidth, toHeight, planar) => {
			const picture = seededPicture(12, width, height);
			const layout = planar ? "nchw" : "nhwc";
			const options = { width: toWidth, height: toHeight, pad: [1, 2, 3], mean: [10, 20, 30], std: 2, layout } as const;
			const output = letterbox(picture, options).tensor;
			output.data.fill(-1 as never);
			const { tensor, transform } = letterbox(picture, options, output);
			const { left, top, width: innerWidth, height: innerHeight } = transform;
			expect([innerWidth === toWidth || innerHeight === toHeight, left >= 0, top >= 0]).toEqual([true, true, true]);
			expect(toWidth - innerWidth - 2 * left).toBeOneOf([0, 1]);
			expect(toHeight - innerHeight - 2 * top).toBeOneOf([0, 1]);
			const inner = resize(picture, { width: innerWidth, height: innerHeight, filter: "opencv-bilinear" });
			const numbers = normalize(inner, { mean: [10, 20, 30], std: 2 }).data;
			for (let c = 0; c < 3; c++)
				for (let y = 0; y < toHeight; y++)
					for (let x = 0; x < toWidth; x++) {
						const inside = x >= left && x < left + innerWidth && y >= top && y < top + innerHeight;
						const from = (c * innerHeight + y - top) * innerWidth + x - left;
						const expected = inside ? numbers[from] : Math.fround((c + 1 - (c + 1) * 10) / 2);
						const at = planar ? (c * toHeight + y) * toWidth + x : (y * toWidth + x) * 3 + c;
						if (tensor.data[at] !== expected) expect([c, y, x, tensor.data[at]]).toEqual([c, y, x, expected]);
					}
		}),
	);
});

test("the transform leads there and back", () => {
	const coordinate = fc.double({ min: -50, max: 5000, noNaN: true });
	fc.assert(
		fc.property(side, side, side, side, coordinate, coordinate, (width, height, toWidth, toHeight, x, y) => {
			const source = { width, height, format: "rgb" as const };
			const { transform } = planLetterbox({ source, width: toWidth, height: toHeight });
			const [backX, backY] = transform.toSource(...transform.fromSource(x, y));
			expect(backX).toBeCloseTo(x, 6);
			expect(backY).toBeCloseTo(y, 6);
			const { left, top } = transform;
			const inner = [left, top, left + transform.width, top + transform.height] as const;
			const whole = transform.boxToSource(inner);
			for (const [i, value] of [0, 0, width, height].entries()) expect(whole[i]).toBeCloseTo(value, 9);
		}),
	);
});

test("boxes that reach into the margin are cut at the picture's edge", () => {
	const { transform } = letterbox(seededPicture(1, 200, 100), { width: 100, height: 100 });
	expect([transform.left, transform.top, transform.scaleX]).toEqual([0, 25, 0.5]);
	expect(transform.boxToSource([-10, 0, 50, 200])).toEqual([0, 0, 100, 100]);
});

test("detections go back with boxes, keypoints and all that they carry", () => {
	const { transform } = letterbox(seededPicture(1, 200, 100), { width: 100, height: 100 });
	const found = { box: [-10, 30, 50, 200] as const, score: 0.5, class: 3, keypoints: [[10, 25] as const], id: "a" };
	const there = transform.detectionsToSource([found]);
	expect(there).toEqual([{ box: [0, 10, 100, 100], score: 0.5, class: 3, keypoints: [[20, 0]], id: "a" }]);
	expect([transform.tensorWidth, transform.sourceWidth, transform.sourceHeight]).toEqual([100, 200, 100]);
});

test("rejects a pad that is no grey level, and sizes, with INVALID_ARGUMENT", () => {
	const picture = seededPicture(1, 8, 8);
	for (const pad of [256, -1, 0.5, [1, 2], "black" as never])
		expect(errorOf(() => letterbox(picture, { width: 4, height: 4, pad }))).toContain("`pad`");
	expect(errorOf(() => letterbox(picture, { width: 4 } as never))).toContain("`height`");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";
import type { YuvPicture } from "../picture/yuv-picture.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { framePlanes, seededFrame } from "../testing/seeded-frame.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { convertColor, planConvertColor } from "./index.ts";

const side = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 90 }));
const format = fc.constantFrom(...(Object.keys(PICTURE_CHANNELS) as PictureFormat[]));
const gap = fc.constantFrom(0, 1, 7);
const matrix = fc.constantFrom("bt601" as const, "bt709" as const, "bt2020" as const);
const range = fc.constantFrom("limited" as const, "full" as const);

/** A picture to write into, with gaps behind its rows that must stay as they are. */
function outputFor(width: number, height: number, format: PictureFormat, gap: number): Picture {
	return withGaps(seededPicture(8, width, height, format), gap);
}

test.each(implementations)("%s gives the reference's bytes of pixels, in rows with gaps too", (implementation) => {
	fc.assert(
		fc.property(side, side, format, format, gap, gap, (width, height, from, to, gap, outputGap) => {
			const picture = withGaps(seededPicture(width + height, width, height, from), gap);
			const expected = outputFor(width, height, to, outputGap);
			convertColor(picture, { format: to, implementation: "reference" }, expected);
			const output = outputFor(width, height, to, outputGap);
			expect(convertColor(picture, { format: to, implementation }, output)).toBe(output);
			expectSame(output.data, expected.data);
		}),
		{ numRuns: 300 },
	);
});

test.each(implementations)(
	"%s gives the reference's bytes of rows longer than its scratch and of flipped ndarrays",
	(implementation) => {
		for (const [from, to] of [
			["rgb", "gray"],
			["rgba", "bgr"],
			["bgr", "rgba"],
			["gray", "rgb"],
		] as const) {
			const picture = seededPicture(1, 2500, 2, from);
			const channels = PICTURE_CHANNELS[from];
			const flipped = {
				data: picture.data,
				shape: [2, 2500, channels],
				stride: [2500 * channels, -channels, 1],
				offset: 2499 * channels,
			};
			for (const given of [picture, flipped]) {
				const expected = convertColor(given, { format: to, implementation: "reference" });
				expectSame(convertColor(given, { format: to, implementation }).data, expected.data);
			}
		}
	},
);

test.each(implementations)("%s gives the reference's bytes of frames", (implementation) => {
	const source = fc.record({
		width: side,
		height: side,
		format: fc.constantFrom("nv12" as const, "i420" as const),
		matrix,
		range,
	});
	fc.assert(
		fc.property(
			source,
			format,
			gap,
			fc.boolean(),
			gap,
			({ width, height, format, ...rest }, to, gap, apart, outputGap) => {
				const dense: YuvPicture = { ...seededFrame(width, width, height, format), ...rest };
				const expected = outputFor(width, height, to, outputGap);
				convertColor(dense, { format: to, implementation: "reference" }, expected);
				const output = outputFor(width, height, to, outputGap);
				convertColor(framePlanes(dense, gap, apart), { format: to, implementation }, output);
				expectSame(output.data, expected.data);
			},
		),
		{ numRuns: 300 },
	);
});

test("matrix and range are within a level of the equations of the ITU", () => {
	const weights = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const;
	const level = fc.integer({ min: 0, max: 255 });
	fc.assert(
		fc.property(matrix, range, level, level, level, (matrix, range, luma, u, v) => {
			const [kr, kb] = weights[matrix];
			const full = range === "full";
			const y = full ? luma : Math.max(luma - 16, 0) * (255 / 219);
			const stretch = full ? 1 : 255 / 224;
			const red = y + 2 * (1 - kr) * (v - 128) * stretch;
			const blue = y + 2 * (1 - kb) * (u - 128) * stretch;
			const green = (y - kr * red - kb * blue) / (1 - kr - kb);
			// Where Y is cut at black, green follows from the colours before they are cut.
			const frame = { width: 1, height: 1, format: "i420" as const, matrix, range, data: Uint8Array.of(luma, u, v) };
			const { data } = convertColor(frame, { format: "rgb", implementation: "reference" });
			for (const [c, exact] of [red, green, blue].entries())
				expect(Math.abs((data[c] as number) - Math.min(Math.max(exact, 0), 255))).toBeLessThan(1);
		}),
	);
});

test("white, black and gray frames are white, black and gray in every matrix and range", () => {
	for (const matrix of ["bt601", "bt709", "bt2020"] as const)
		for (const [range, levels] of [
			["limited", [16, 235]],
			["full", [0, 255]],
		] as const) {
			const data = Uint8Array.of(...levels, 128, 128);
			const frame = { width: 2, height: 1, format: "nv12" as const, matrix, range, data };
			expect([...convertColor(frame, { format: "rgb" }).data]).toEqual([0, 0, 0, 255, 255, 255]);
		}
});

test("there and back changes nothing, and gray of gray pixels is their level", () => {
	const picture = seededPicture(3, 31, 5);
	const turned = convertColor(convertColor(picture, { format: "bgra" }), { format: "rgb" });
	expect(turned).toEqual(picture);
	const gray = seededPicture(4, 31, 5, "gray");
	expect(convertColor(convertColor(gray, { format: "rgba" }), { format: "gray" })).toEqual(gray);
});

test.each(implementations)("%s says that it runs", (implementation) => {
	for (const format of ["rgb", "nv12"] as const) {
		const plan = planConvertColor({ source: { width: 3, height: 2, format }, format: "bgr", implementation });
		expect(plan.implementation).toBe(implementation);
	}
});

test("rejects formats, options and outputs that do not fit with INVALID_ARGUMENT", () => {
	const picture = seededPicture(1, 4, 3);
	expect(errorOf(() => convertColor(picture, { format: "nv12" as never }))).toContain("`format`");
	expect(errorOf(() => convertColor(picture, { to: "rgb" } as never))).toContain("`to`");
	expect(errorOf(() => convertColor(picture, { format: "bgr" }, seededPicture(1, 4, 3)))).toBe(
		"INVALID_ARGUMENT: Expected a picture of 4x3 bgr to write into but received 4x3 rgb.",
	);
	const plan = planConvertColor({ source: picture, format: "gray" });
	expect(errorOf(() => plan.run(seededPicture(1, 4, 3, "bgr")))).toContain("as planned");
	const output = { ...seededPicture(1, 4, 3, "gray"), data: new Uint8Array(11) };
	expect(errorOf(() => plan.run(picture, output))).toContain("at least 12 bytes");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";
import { errorOf } from "../testing/error-of.ts";
import { hashOf } from "../testing/hash-of.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { drawDetections } from "./draw-detections.ts";
import { drawText, textSize } from "./draw-text.ts";
import { glyphOf } from "./font.ts";
import { drawCircle, drawLine, drawRectangle } from "./index.ts";

/** A gray picture as text: `#` where a pixel was drawn. */
function shown(width: number, height: number, draw: (picture: Picture) => void): string[] {
	const picture: Picture = { data: new Uint8Array(width * height), width, height, format: "gray", stride: width };
	draw(picture);
	return Array.from({ length: height }, (_, y) =>
		[...picture.data.subarray(y * width, (y + 1) * width)].map((v) => (v > 0 ? "#" : ".")).join(""),
	);
}

const color = "#ffffff";

test("a frame lies in the middle of the box's sides", () => {
	expect(shown(7, 6, (p) => drawRectangle(p, [2, 1.4, 6, 5], { color, thickness: 1 }))).toEqual([
		".......",
		"..####.",
		"..#..#.",
		"..#..#.",
		"..####.",
		".......",
	]);
	expect(shown(8, 7, (p) => drawRectangle(p, [2, 2, 6, 5], { color: [9, 9, 9], thickness: 2 }))).toEqual([
		"........",
		".######.",
		".######.",
		".##..##.",
		".######.",
		".######.",
		"........",
	]);
});

test("lines have round ends, and circles the distance of their centre", () => {
	expect(shown(7, 4, (p) => drawLine(p, [1, 0], [5, 2], { color }))).toEqual([
		".##....",
		"..###..",
		"....##.",
		".......",
	]);
	expect(shown(5, 3, (p) => drawLine(p, [2, 1], [2, 1], { color, thickness: 3 }))).toEqual([".###.", ".###.", ".###."]);
	expect(shown(5, 5, (p) => drawCircle(p, [2, 2], 2, { color }))).toEqual([
		"..#..",
		".###.",
		"#####",
		".###.",
		"..#..",
	]);
	expect(shown(5, 5, (p) => drawCircle(p, [2, 2], 2, { color, thickness: 1 }))).toEqual([
		".###.",
		"#...#",
		"#...#",
		"#...#",
		".###.",
	]);
});

test("text is a bitmap of five by seven pixels a character", () => {
	expect(shown(14, 11, (p) => drawText(p, "Ag", [0, 0], { color, scale: 1 }))).toEqual([
		"..............",
		"...#..........",
		"..#.#.........",
		".#...#..####..",
		".#...#.#...#..",
		".#####.#...#..",
		".#...#.#...#..",
		".#...#..####..",
		"...........#..",
		"........###...",
		"..............",
	]);
	expect(textSize("Ag\nB", 2)).toEqual({ width: 26, height: 44 });
});

test("every character of ASCII looks different, and others are a box", () => {
	const all = Array.from({ length: 95 }, (_, i) =>
		glyphOf(String.fromCharCode(32 + i))
			.map(Number)
			.join(""),
	);
	expect(new Set(all).size).toBe(95);
	expect(all.slice(1).every((glyph) => glyph.includes("1") && glyph.length === 45)).toBe(true);
	expect(glyphOf("é")).toEqual(glyphOf("漢"));
});

const coordinate = fc.oneof(
	fc.double({ min: -60, max: 90, noNaN: true }),
	fc.integer({ min: -20, max: 60 }),
	fc.constantFrom(-1e12, 1e12, 1e149, -1e149, 2 ** 31, -(2 ** 32)),
);
const point = fc.tuple(coordinate, coordinate);
const thickness = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(300));
const shape: fc.Arbitrary<(picture: Picture) => void> = fc.oneof(
	fc.tuple(coordinate, coordinate, coordinate, coordinate, fc.option(thickness, { nil: undefined })).map(
		([a, b, c, d, t]) =>
			(p: Picture) =>
				drawRectangle(p, [a, b, c, d], { color: "#123456", ...(t && { thickness: t }) }),
	),
	fc.tuple(point, point, thickness).map(
		([a, b, t]) =>
			(p: Picture) =>
				drawLine(p, a, b, { color: "#123456", thickness: t }),
	),
	fc.tuple(point, fc.double({ min: 0, max: 80, noNaN: true }), fc.option(thickness, { nil: undefined })).map(
		([a, r, t]) =>
			(p: Picture) =>
				drawCircle(p, a, r, { color: "#123456", ...(t && { thickness: t }) }),
	),
	fc.tuple(fc.string({ maxLength: 6 }), point, fc.integer({ min: 1, max: 40 })).map(
		([text, at, scale]) =>
			(p: Picture) =>
				drawText(p, text, at, { color: "#123456", background: "#123456", scale }),
	),
);
const formats = Object.keys(PICTURE_CHANNELS) as PictureFormat[];

test("changes pixels to the colour or not at all, and no byte beside the rows", () => {
	fc.assert(
		fc.property(shape, fc.constantFrom(...formats), fc.integer({ min: 1, max: 40 }), (draw, format, width) => {
			const picture = withGaps(seededPicture(3, width, 20, format), 5);
			const before = picture.data.slice();
			draw(picture);
			const row = width * PICTURE_CHANNELS[format];
			const ink = {
				rgb: [0x12, 0x34, 0x56],
				rgba: [0x12, 0x34, 0x56, 255],
				bgr: [0x56, 0x34, 0x12],
				bgra: [0x56, 0x34, 0x12, 255],
				gray: [(77 * 0x12 + 150 * 0x34 + 29 * 0x56 + 128) >> 8],
			}[format];
			for (let i = 0; i < before.length; i++) {
				if (picture.data[i] === before[i]) continue;
				const x = i % picture.stride;
				if (x >= row) throw new Error(`byte ${x} of a row of ${row} changed`);
				if (picture.data[i] !== ink[x % ink.length]) throw new Error(`byte ${i} is ${picture.data[i]}`);
			}
		}),
		{ numRuns: 400 },
	);
});

test("draws on a crop of a picture what it draws on the whole", () => {
	fc.assert(
		fc.property(shape, (draw) => {
			const whole = seededPicture(3, 40, 30);
			const part = { ...seededPicture(3, 40, 30), height: 12 };
			draw(whole);
			draw(part);
			const bytes = 12 * part.stride;
			expect(hashOf(part.data.subarray(0, bytes))).toBe(hashOf(whole.data.subarray(0, bytes)));
		}),
		{ numRuns: 300 },
	);
});

test("every pixel of a line is as near as it should be", () => {
	fc.assert(
		fc.property(point, point, thickness, ([ax, ay], [bx, by], t) => {
			fc.pre(Math.max(...[ax, ay, bx, by].map(Math.abs)) < 1000);
			const rows = shown(30, 20, (p) => drawLine(p, [ax, ay], [bx, by], { color, thickness: t }));
			for (const [y, row] of rows.entries())
				for (const [x, mark] of [...row].entries()) {
					const length = (bx - ax) ** 2 + (by - ay) ** 2;
					const along = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
					const s = Math.max(0, Math.min(1, along));
					const distance = Math.hypot(x - ax - s * (bx - ax), y - ay - s * (by - ay));
					if (Math.abs(distance - t / 2) > 1e-6) expect([x, y, mark]).toEqual([x, y, distance < t / 2 ? "#" : "."]);
				}
		}),
		{ numRuns: 100 },
	);
});

const found = [
	{ box: [10, 20, 70, 60], score: 0.914, class: 1, keypoints: [[30, 30]] },
	{ box: [40, -5, 200, 44.5], score: 0.5, class: 12, keypoints: [] },
] as const;

test.each([
	["rgb", 2723577024],
	["rgba", 2579013689],
	["bgr", 1520289536],
	["gray", 1693180451],
] as const)("detections on %s are always the same bytes", (format, hash) => {
	const picture = seededPicture(8, 120, 80, format);
	drawDetections(picture, found, { labels: ["cat", "dog"] });
	expect(hashOf(picture.data)).toBe(hash);
});

test("the first detection is on top, and labels stay in the picture", () => {
	const picture: Picture = { data: new Uint8Array(60 * 40), width: 60, height: 40, format: "gray", stride: 60 };
	const boxes = [
		{ box: [0, 0, 60, 40] as const, class: 0 },
		{ box: [0, 0, 60, 40] as const, class: 1 },
	];
	const thick = { thickness: 4, colors: ["#ffffff", "#808080"] as const };
	drawDetections(picture, boxes, { ...thick, labels: false });
	expect(picture.data[0]).toBe(255);
	drawDetections(picture, [{ box: [55, 1, 59, 30], class: 0 }], { ...thick, labels: ["a"], scale: 1 });
	expect(picture.data[10 * 60 + 59]).toBe(255);
	expect(picture.data[10 * 60 + 55]).toBe(255);
});

const picture = seededPicture(1, 9, 9);
test.each([
	[() => drawRectangle(picture, [0, 0, 1, Number.NaN], { color }), "a box"],
	[() => drawRectangle(picture, [0, 0, 1, 1], { color: "red" as never }), '"#rrggbb"'],
	[() => drawRectangle(picture, [0, 0, 1, 1], { color: [1, 2, 256] }), "from 0 to 255"],
	[() => drawRectangle(picture, [0, 0, 1, 1], { color, thickness: 0 }), "`thickness`"],
	[() => drawRectangle(picture, [0, 0, 1, 1], { color, width: 1 } as never), "Unknown option `width`"],
	[() => drawLine(picture, [0, 0], [1e200, 0], { color }), "a place"],
	[() => drawLine(picture, [0, 0], [0] as never, { color }), "a point [x, y]"],
	[() => drawCircle(picture, [0, 0], -1, { color }), "`radius`"],
	[() => drawText(picture, 5 as never, [0, 0]), "a text"],
	[() => drawText(picture, "a", [0, 0], { scale: 0.5 }), "`scale`"],
	[() => drawDetections(picture, [{ box: [0, 0, 1, 1], class: -1 }]), "`class`"],
	[() => drawDetections(picture, [{ box: [0, 0, 1] as never, class: 1 }]), "a box"],
	[() => drawDetections(picture, [], { colors: [] }), "`colors`"],
	[() => drawDetections({ ...picture, data: new Uint8Array(3) }, []), "at least 243 bytes"],
])("rejects what cannot be drawn with INVALID_ARGUMENT, case %#", (act, text) => {
	const message = errorOf(act);
	expect(message).toContain("INVALID_ARGUMENT");
	expect(message).toContain(text);
});

import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Mask } from "../picture/mask.ts";
import { PICTURE_CHANNELS } from "../picture/picture.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import type { Color } from "./color.ts";
import { overlayMask } from "./index.ts";

const everywhere = ["reference", ...implementations] as const;
const level = fc.integer({ min: 0, max: 255 });
const color = fc.tuple(level, level, level);
const side = fc.integer({ min: 1, max: 40 });
const format = fc.constantFrom("rgb" as const, "rgba" as const, "bgr" as const, "bgra" as const);

function classMap(width: number, height: number, classes: number, seed: number): Tensor {
	const { data } = seededPicture(seed, width, height, "gray");
	return new Tensor(
		"uint8",
		data.map((x) => (x < 128 ? 0 : x % classes)),
		[height, width],
	);
}

test.each(everywhere)("%s moves each pixel to its class's colour, alpha stays", (implementation) => {
	fc.assert(
		fc.property(
			side,
			side,
			format,
			fc.array(color, { minLength: 1, maxLength: 6 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			fc.constantFrom(0, 3),
			(width, height, format, palette, alpha, gap) => {
				const dense = seededPicture(3, width, height, format);
				const picture = gap === 0 ? dense : withGaps(dense, gap);
				const colors: (Color | undefined)[] = [undefined, ...palette];
				const map = classMap(width, height, palette.length + 3, 5);
				const result = overlayMask(picture, map, { colors, alpha, implementation });
				const channels = PICTURE_CHANNELS[format];
				const expected = dense.data.map((level, i) => {
					const c = i % channels;
					const wanted = colors[map.data[Math.floor(i / channels)] as number];
					if (wanted === undefined || c === 3) return level;
					const share = Math.round(alpha * 256);
					return Math.floor(
						(level * (256 - share) + (wanted[format.startsWith("b") ? 2 - c : c] as number) * share + 128) / 256,
					);
				});
				expectSame(result.data, expected);
			},
		),
		{ numRuns: 60 },
	);
});

test.each(everywhere)("%s draws a mask in its place, in the picture itself", (implementation) => {
	const place = fc.record({ left: fc.nat(20), top: fc.nat(9), width: fc.nat(18), height: fc.nat(8), seed: fc.nat(99) });
	fc.assert(
		fc.property(place, format, ({ left, top, width, height, seed }, format) => {
			const picture = withGaps(seededPicture(seed, 38, 17, format), 5);
			const before = picture.data.slice();
			const small = seededPicture(seed + 1, width + 1, height + 1, "gray");
			const data = small.data.map((x) => (x < 90 ? 0 : 255));
			const mask: Mask = { left, top, width, height, data, format: "gray", stride: width + 1 };
			const whole = new Uint8Array(38 * 17);
			for (let y = 0; y < height; y++)
				whole.set(data.subarray(y * (width + 1), y * (width + 1) + width), (top + y) * 38 + left);
			const colors = Array.from({ length: 256 }, (_, value): Color | undefined =>
				value === 255 ? [250, 3, 60] : undefined,
			);
			const map = new Tensor("uint8", whole, [17, 38]);
			const expected = overlayMask(picture, map, { colors, alpha: 0.4, implementation: "reference" });
			const result = overlayMask(picture, mask, { color: [250, 3, 60], alpha: 0.4, implementation }, picture);
			expect(result).toBe(picture);
			const row = 38 * PICTURE_CHANNELS[format];
			for (let y = 0; y < 17; y++) {
				const at = y * picture.stride;
				expectSame(picture.data.subarray(at, at + row), expected.data.subarray(y * row, (y + 1) * row));
				expectSame(
					picture.data.subarray(at + row, at + picture.stride),
					before.subarray(at + row, at + picture.stride),
				);
			}
		}),
		{ numRuns: 60 },
	);
});

test("takes a flipped view as the picture, and leaves it as it is", () => {
	const { data } = seededPicture(1, 5, 4, "rgb");
	const flipped = { data: data.slice(), shape: [4, 5, 3], stride: [15, -3, 1], offset: 12 };
	const map = new Tensor("uint8", new Uint8Array(20), [4, 5]);
	const result = overlayMask(flipped, map, { color: [0, 0, 0] });
	expect([...result.data.subarray(0, 3)]).toEqual([...data.subarray(12, 15)]);
	expect(flipped.data).toEqual(data);
});

test("rejects masks, colours and pictures that do not fit with INVALID_ARGUMENT", () => {
	const picture = seededPicture(1, 4, 3, "rgb");
	const map = classMap(4, 3, 2, 1);
	const mask: Mask = { left: 1, top: 1, width: 3, height: 2, format: "gray", stride: 3, data: new Uint8Array(6) };
	const run = (mask: unknown, options: object = { color: [1, 2, 3] }) =>
		errorOf(() => overlayMask(picture, mask as Mask, options));
	expect(run(classMap(3, 4, 2, 1))).toBe(
		"INVALID_ARGUMENT: Expected a class map uint8 [3,4] but received uint8 [4,3].",
	);
	expect(run(new Tensor("int32", new Int32Array(12), [3, 4]))).toContain("int32 [3,4]");
	expect(run({ ...mask, left: 2 })).toContain("inside 4x3 pixels");
	expect(run({ ...mask, top: -1 })).toContain("inside 4x3 pixels");
	expect(run({ ...mask, format: "rgb" })).toContain("a gray mask");
	expect(run({ ...mask, data: new Uint8Array(5) })).toContain("at least 6 bytes");
	expect(run({ ...mask, stride: 2 })).toContain("a stride of at least 3 bytes");
	expect(run(null)).toContain("a mask or a class map");
	expect(run(map, {})).toContain("either `colors` or `color`");
	expect(run(map, { color: [1, 2, 256] })).toContain("a colour [red, green, blue]");
	expect(run(map, { colors: new Array(257) })).toContain("up to 256 colours");
	expect(run(map, { color: [1, 2, 3], alpha: 1.5 })).toContain("`alpha`");
	expect(run(map, { color: [1, 2, 3], opacity: 1 })).toContain("`opacity`");
	const gray = seededPicture(1, 4, 3, "gray");
	expect(errorOf(() => overlayMask(gray, map, { color: [1, 2, 3] }))).toContain("a picture with colours");
	const gone = new Tensor("uint8", new Uint8Array(12), [3, 4]);
	structuredClone(gone.data, { transfer: [gone.data.buffer as ArrayBuffer] });
	expect(run(gone)).toContain("12 bytes of a class map");
});

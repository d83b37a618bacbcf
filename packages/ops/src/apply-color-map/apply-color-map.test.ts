import { Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Color } from "../overlay-mask/color.ts";
import { PICTURE_CHANNELS, type Picture } from "../picture/picture.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { applyColorMap, planApplyColorMap } from "./index.ts";

const everywhere = ["reference", ...implementations] as const;
const side = fc.integer({ min: 1, max: 33 });
const level = fc.integer({ min: 0, max: 255 });

test.each(everywhere)("%s gives every pixel the colour of its class", (implementation) => {
	const format = fc.constantFrom("rgb" as const, "rgba" as const, "bgr" as const, "bgra" as const);
	const palette = fc.array(fc.tuple(level, level, level), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(side, side, format, palette, (width, height, format, palette) => {
			const map = new Tensor(
				"uint8",
				seededPicture(9, width, height, "gray").data.map((x) => x % 10),
				[height, width],
			);
			const channels = PICTURE_CHANNELS[format];
			const expected = Uint8Array.from({ length: width * height * channels }, (_, i) => {
				const c = i % channels;
				const color = palette[map.data[Math.floor(i / channels)] as number];
				return color === undefined ? 0 : c === 3 ? 255 : (color[format.startsWith("b") ? 2 - c : c] as number);
			});
			const result = applyColorMap(map, { colors: palette, format, implementation });
			expect(result).toMatchObject({ width, height, format, stride: width * channels });
			expectSame(result.data, expected);
		}),
		{ numRuns: 80 },
	);
});

test.each(everywhere)("%s writes into a picture with gaps and not into them", (implementation) => {
	const output: Picture = { data: new Uint8Array(2 * 11).fill(7), width: 3, height: 2, format: "rgb", stride: 11 };
	const colors: Color[] = [
		[1, 2, 3],
		[4, 5, 6],
	];
	const map = new Tensor("uint8", Uint8Array.of(0, 1, 0, 1, 1, 9), [2, 3]);
	expect(applyColorMap(map, { colors, implementation }, output)).toBe(output);
	expect([...output.data]).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 7, 7, 4, 5, 6, 4, 5, 6, 0, 0, 0, 7, 7]);
});

test("rejects maps and colours that do not fit with INVALID_ARGUMENT", () => {
	const map = new Tensor("uint8", new Uint8Array(6), [2, 3]);
	const colors: Color[] = [[1, 2, 3]];
	expect(errorOf(() => applyColorMap(new Tensor("int32", new Int32Array(6), [2, 3]), { colors }))).toBe(
		"INVALID_ARGUMENT: Expected a class map uint8 [2,3] as planned but received int32 [2,3].",
	);
	expect(errorOf(() => applyColorMap(new Tensor("uint8", new Uint8Array(6), [6]), { colors }))).toContain(
		"[height,width]",
	);
	expect(errorOf(() => applyColorMap(map, { colors: [[1, 2]] as never }))).toContain("a colour");
	expect(errorOf(() => applyColorMap(map, { colors: "viridis" as never }))).toContain("256 colours");
	expect(errorOf(() => applyColorMap(map, { colors, format: "gray" as never }))).toContain("`format`");
	expect(errorOf(() => planApplyColorMap({ colors, shape: [0, 3] }))).toContain("`height`");
});

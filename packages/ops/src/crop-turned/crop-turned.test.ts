import { expect, test } from "vitest";
import { crop } from "../picture/crop.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { cropTurned } from "./index.ts";

// 1 2 3
// 4 5 6
const picture = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, format: "gray" as const };

test.each([
	[0, 3, 2, [1, 2, 3, 4, 5, 6]],
	[90, 2, 3, [4, 1, 5, 2, 6, 3]],
	[180, 3, 2, [6, 5, 4, 3, 2, 1]],
	[270, 2, 3, [3, 6, 2, 5, 1, 4]],
] as const)("turns clockwise by %i degrees", (turn, width, height, pixels) => {
	const turned = cropTurned(picture, { turn });
	expect([turned.width, turned.height, ...turned.data]).toEqual([width, height, ...pixels]);
});

test("turns just the box", () => {
	expect([...cropTurned(picture, { box: [1, 0, 3, 2], turn: 90 }).data]).toEqual([5, 2, 6, 3]);
	expect([...cropTurned(picture, { box: [1, 0, 3, 2], turn: 270 }).data]).toEqual([3, 6, 2, 5]);
});

test.each(["rgb", "rgba", "gray"] as const)("four quarter turns of a %s picture are none", (format) => {
	const view = crop(seededPicture(2, 9, 7, format), [1, 2, 8, 6]);
	const quarter = cropTurned(view, { turn: 90 });
	const half = cropTurned(quarter, { turn: 90 });
	expect(half).toEqual(cropTurned(view, { turn: 180 }));
	expect(cropTurned(half, { turn: 90 })).toEqual(cropTurned(view, { turn: 270 }));
	expect(cropTurned(cropTurned(half, { turn: 90 }), { turn: 90 })).toEqual(cropTurned(view));
});

test("writes into the output it is given", () => {
	const output = cropTurned(picture, { turn: 90 });
	expect(cropTurned({ ...picture, data: Uint8Array.of(9, 8, 7, 6, 5, 4) }, { turn: 90 }, output)).toBe(output);
	expect([...output.data]).toEqual([6, 9, 5, 8, 4, 7]);
});

test("rejects other turns, boxes and outputs with INVALID_ARGUMENT", () => {
	expect(errorOf(() => cropTurned(picture, { turn: 45 as never }))).toContain("one of 0, 90, 180, 270");
	expect(errorOf(() => cropTurned(picture, { box: [0, 0, 4, 2] }))).toContain("inside 3x2 pixels");
	expect(errorOf(() => cropTurned(picture, { turn: 90 }, cropTurned(picture)))).toContain("2x3 gray to write into");
});

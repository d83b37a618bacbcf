import { expect, test } from "vitest";
import { seededPicture } from "../testing/seeded-picture.ts";
import { warpTensor } from "../warp/index.ts";
import { rotateCropTensor } from "./index.ts";

const picture = seededPicture(5, 30, 20);
const numbers = { scale: 1 / 255, dtype: "int8", quantization: { scale: 1 / 255, zeroPoint: -128 } } as const;

test("what lies behind a short line is the zero point of a quantized tensor", () => {
	const corners = [
		[0, 0],
		[10, 0],
		[10, 10],
		[0, 10],
	] as const;
	const row = rotateCropTensor(picture, corners, { width: 40, height: 16, ...numbers }).data as Int8Array;
	expect(new Set(row.subarray(20, 40))).toEqual(new Set([-128]));
	expect(new Set(row.subarray(0, 16)).size).toBeGreaterThan(1);
});

test("a picture warped out of sight is the level that the border asks for", () => {
	const away = [1, 0, 500, 0, 1, 500] as const;
	const { data } = warpTensor(picture, { matrix: away, width: 8, height: 8, ...numbers });
	expect(new Set(data as Int8Array)).toEqual(new Set([-128]));
});

import { readFile } from "node:fs/promises";
import { fetchFonts, fetchModel, fetchPicture, fetchText } from "@polyinfer/models";
import { expect, test } from "vitest";
import { classify } from "./main.ts";

const needed = await Promise.all([
	fetchModel("efficientnet-lite0"),
	fetchText("imagenet-labels"),
	fetchPicture("coffee"),
	fetchFonts("dejavu"),
]);
const missing = needed.find((file) => file.missing !== undefined)?.missing;

test.skipIf(missing)(`sees an espresso in coffee.png and draws it ${missing ?? ""}`, async () => {
	const { best, report, drawing, times } = await classify();
	expect(best.map(({ index }) => index)).toEqual([967, 968, 925, 960, 504]);
	expect(best[0]?.label).toBe("espresso");
	expect(best[0]?.score).toBeCloseTo(0.951, 3);
	expect(report.backend).toBe("onnxruntime");
	expect(Math.min(times.network, times.outside)).toBeGreaterThan(0);
	expect((await readFile(drawing)).subarray(1, 4).toString()).toBe("PNG");
});

test.skipIf(missing)(`says what is wrong with a picture that is not there ${missing ?? ""}`, async () => {
	await expect(classify("no-such-picture.png")).rejects.toThrow("no-such-picture.png");
});

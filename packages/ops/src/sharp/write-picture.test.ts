import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { normalize } from "../normalize/index.ts";
import type { Picture } from "../picture/picture.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { seededPicture, withGaps } from "../testing/seeded-picture.ts";
import { drawPicture } from "./draw-picture.ts";
import { readPicture } from "./read-picture.ts";
import { writePicture } from "./write-picture.ts";

/** The first text on a machine may have to wait until fontconfig has read all its fonts. */
vi.setConfig({ testTimeout: 60_000 });

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-ops-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const black = (width: number, height: number): Picture => ({
	data: new Uint8Array(width * height * 3),
	width,
	height,
	format: "rgb",
	stride: width * 3,
});

/** How many pixels of a box are not black. */
function drawnPixels(picture: Picture, [left, top, right, bottom]: readonly [number, number, number, number]): number {
	let count = 0;
	for (let y = top; y < bottom; y++)
		for (let x = left; x < right; x++)
			if (picture.data.subarray(y * picture.stride + x * 3, y * picture.stride + x * 3 + 3).some((v) => v > 40))
				count++;
	return count;
}

test("what is written is read back, whatever the format and stride", async () => {
	const picture = seededPicture(3, 11, 7);
	const path = join(folder, "new", "folder", "picture.png");
	await writePicture(withGaps(picture, 6), path);
	expect(await readPicture(path)).toEqual(picture);
	const swapped = { ...seededPicture(3, 11, 7), format: "bgr" as const };
	await writePicture(swapped, pathToFileURL(path));
	const expected = normalize(picture, { order: "bgr", layout: "nhwc", dtype: "uint8" }).data;
	expect((await readPicture(path)).data).toEqual(expected);
	const gray = seededPicture(4, 3, 2, "gray");
	await writePicture(gray, path);
	expect((await readPicture(path)).data).toEqual(Uint8Array.from([...gray.data].flatMap((v) => [v, v, v])));
	expect(await readdir(join(folder, "new", "folder"))).toEqual(["picture.png"]);
});

test("draws boxes where they are and leaves the picture it was given alone", async () => {
	const picture = black(200, 100);
	const drawn = await drawPicture(picture, { boxes: [[20, 30, 120, 80]], colors: ["#ff0000"] });
	expect(picture.data.every((value) => value === 0)).toBe(true);
	expect([...drawn.data.subarray((50 * 200 + 20) * 3, (50 * 200 + 20) * 3 + 3)]).toEqual([255, 0, 0]);
	expect(drawnPixels(drawn, [24, 34, 116, 76])).toBe(0);
	expect(drawnPixels(drawn, [130, 0, 200, 100])).toBe(0);
});

test("draws labels, keypoints and captions, and an empty drawing changes nothing", async () => {
	const picture = black(320, 200);
	const labelled = await drawPicture(picture, { boxes: [[100, 100, 200, 150]], labels: ["cup"] });
	expect(drawnPixels(labelled, [100, 80, 130, 98])).toBeGreaterThan(200);
	const pointed = await drawPicture(picture, { keypoints: [[160, 60]] });
	expect(drawnPixels(pointed, [155, 55, 165, 65])).toBeGreaterThan(4);
	expect(drawnPixels(pointed, [0, 0, 150, 200])).toBe(0);
	const captioned = await drawPicture(picture, { caption: ["espresso", "cup"] });
	expect(drawnPixels(captioned, [0, 120, 160, 200])).toBeGreaterThan(40);
	expect((await drawPicture(picture, {})).data).toEqual(picture.data);
});

test("labels stay inside the picture, also where their box does not", async () => {
	const labels = ["a long label"];
	const drawn = await drawPicture(black(200, 100), { boxes: [[-30, -20, 40, 10]], labels });
	expect(drawnPixels(drawn, [0, 0, 200, 40])).toBeGreaterThan(600);
});

test("text is text: markup, quotes, control and half characters do no harm", async () => {
	const picture = black(320, 100);
	const evil = `</text><rect width="999" height="999" fill="#fff"/>&amp;"'\u0000\ud800\u2028 杯`;
	const drawn = await drawPicture(picture, { boxes: [[100, 40, 200, 60]], labels: [evil], caption: evil });
	expect(drawnPixels(drawn, [316, 0, 320, 4])).toBe(0);
});

test("alpha stays where there is some", async () => {
	const picture = { data: new Uint8Array(64 * 64 * 4), width: 64, height: 64, format: "rgba" as const };
	const drawn = await drawPicture(picture, { boxes: [[8, 8, 56, 56]] });
	expect(drawn.format).toBe("rgba");
	expect(drawn.data[(30 * 64 + 30) * 4 + 3]).toBe(0);
	expect(drawn.data[(30 * 64 + 8) * 4 + 3]).toBe(255);
});

test("rejects lists that do not fit and places that cannot be written with INVALID_ARGUMENT, leaving nothing behind", async () => {
	const picture = black(20, 20);
	expect(await rejectionOf(() => drawPicture(picture, { boxes: [[0, 0, 1, 1]], labels: [] }))).toBe(
		"INVALID_ARGUMENT: Expected 1 labels for as many boxes but received 0.",
	);
	expect(await rejectionOf(() => drawPicture(picture, { boxes: [[0, 0, Number.NaN, 1]] }))).toContain("a box");
	expect(await rejectionOf(() => drawPicture(picture, { keypoints: [[1]] as never }))).toContain("a keypoint");
	const colors = ['red"/>'];
	expect(await rejectionOf(() => drawPicture(picture, { boxes: [[0, 0, 1, 1]], colors }))).toContain("a color");
	expect(await rejectionOf(() => drawPicture(picture, { title: "a" } as never))).toContain("`title`");
	const file = join(folder, "file");
	await writeFile(file, "");
	expect(await rejectionOf(() => writePicture(picture, join(file, "picture.png")))).toContain("INVALID_ARGUMENT");
	expect(await rejectionOf(() => writePicture(picture, folder))).toContain(
		"INVALID_ARGUMENT: Expected a place to write",
	);
	expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

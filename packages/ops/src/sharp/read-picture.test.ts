import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { crop } from "../picture/crop.ts";
import { rejectionOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { loadSharp } from "./load-sharp.ts";
import { readPicture, type SharpPipeline } from "./read-picture.ts";

const picture = seededPicture(1, 9, 6);
const raw = { raw: { width: 9, height: 6, channels: 3 } } as const;
let folder = "";

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-ops-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("reads the same pixels from bytes, a path and a URL", async () => {
	const png = await sharp(picture.data, raw).png().toBuffer();
	const path = join(folder, "a picture.png");
	await writeFile(path, png);
	for (const source of [png, new Uint8Array(png).buffer, path, pathToFileURL(path)])
		expect(await readPicture(source)).toEqual(picture);
});

test.each([
	[1, [0, 1, 2, 3, 4, 5], 3],
	[3, [5, 4, 3, 2, 1, 0], 3],
	[6, [3, 0, 4, 1, 5, 2], 2],
	[8, [2, 5, 1, 4, 0, 3], 2],
])("turns a picture of EXIF orientation %i upright", async (orientation, order, width) => {
	const levels = [0, 50, 100, 150, 200, 250];
	const data = Uint8Array.from(levels.flatMap((level) => [level, level, level]));
	const png = await sharp(data, { raw: { width: 3, height: 2, channels: 3 } })
		.withMetadata({ orientation })
		.png()
		.toBuffer();
	const upright = await readPicture(png);
	expect(upright.width).toBe(width);
	expect([...upright.data].filter((_, i) => i % 3 === 0)).toEqual(order.map((i) => levels[i]));
});

test("gray, 16-bit and transparent pictures become RGB of 8 bits, on white unless told otherwise", async () => {
	const gray = await sharp(Uint8Array.of(0, 255), { raw: { width: 2, height: 1, channels: 1 } })
		.toColourspace("b-w")
		.png()
		.toBuffer();
	expect([...(await readPicture(gray)).data]).toEqual([0, 0, 0, 255, 255, 255]);
	const deep = await sharp(picture.data, raw).toColourspace("rgb16").png().toBuffer();
	expect((await readPicture(deep)).data).toEqual(picture.data);
	const clear = await sharp(Uint8Array.of(255, 0, 0, 255, 9, 9, 9, 0), { raw: { width: 2, height: 1, channels: 4 } })
		.png()
		.toBuffer();
	expect([...(await readPicture(clear)).data]).toEqual([255, 0, 0, 255, 255, 255]);
	expect([...(await readPicture(clear, { background: "#00ff00" })).data]).toEqual([255, 0, 0, 0, 255, 0]);
});

test("draws an SVG at its own size", async () => {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="2" height="2" fill="#010203"/></svg>`;
	const drawn = await readPicture(Buffer.from(svg));
	expect([drawn.width, drawn.height]).toEqual([4, 2]);
	expect([...drawn.data.subarray(0, 12)]).toEqual([1, 2, 3, 1, 2, 3, 255, 255, 255, 255, 255, 255]);
	expect((await readPicture(Buffer.from(svg), { density: 144 })).width).toBe(8);
});

test("rejects files that are missing, broken, cut off or no picture with INVALID_ARGUMENT", async () => {
	const missing = join(folder, "none.png");
	expect(await rejectionOf(() => readPicture(missing))).toContain(
		`INVALID_ARGUMENT: Expected a picture at \`${missing}\` but could not read it: ENOENT`,
	);
	const jpeg = await sharp(seededPicture(2, 64, 64).data, { raw: { width: 64, height: 64, channels: 3 } })
		.jpeg()
		.toBuffer();
	for (const bytes of [jpeg.subarray(0, jpeg.length / 2), Buffer.from("no picture"), new Uint8Array(0)])
		expect(await rejectionOf(() => readPicture(bytes))).toContain(
			"INVALID_ARGUMENT: Expected a picture in these bytes",
		);
	expect(await rejectionOf(() => readPicture(new URL("https://example.org/a.png")))).toContain("a file: URL");
	expect(await rejectionOf(() => readPicture(7 as never))).toContain("a path, a file: URL or the bytes");
	expect(await rejectionOf(() => readPicture(jpeg, { colour: "red" } as never))).toContain("`colour`");
});

test("a pipeline of sharp gives what it ends with and stays as it was", async () => {
	const pipeline = sharp(picture.data, raw).extract({ left: 2, top: 1, width: 4, height: 3 });
	const expected = crop(picture, [2, 1, 6, 4]);
	const first = await readPicture(pipeline);
	expect(normalize(first).data).toEqual(normalize(expected).data);
	expect(await readPicture(pipeline)).toEqual(first);
	expect((await pipeline.clone().png().toBuffer()).subarray(1, 4).toString()).toBe("PNG");
	const jpeg = await sharp(picture.data, raw).jpeg().toBuffer();
	const gray = await readPicture(sharp(jpeg).resize(3, 2, { fit: "fill" }).grayscale());
	expect(gray).toMatchObject({ width: 3, height: 2, format: "gray", stride: 3 });
	expect(await readPicture(sharp(jpeg).ensureAlpha())).toMatchObject({ width: 9, format: "rgba", stride: 36 });
	const grayAndAlpha: SharpPipeline = {
		clone: () => grayAndAlpha,
		raw: () => grayAndAlpha,
		toBuffer: async () => ({ data: new Uint8Array(2), info: { width: 1, height: 1, channels: 2 } }),
	};
	expect(await rejectionOf(() => readPicture(grayAndAlpha))).toContain("Expected 1, 3, 4 channels but received 2");
	expect(await rejectionOf(() => readPicture(sharp(join(folder, "none.png"))))).toContain("in this pipeline");
	expect(await rejectionOf(() => readPicture(sharp(jpeg), { density: 90 }))).toContain("`density`");
});

test("without sharp it is UNAVAILABLE and says what to type", async () => {
	const missing = () => Promise.reject(new Error("Cannot find package 'sharp'"));
	expect(await rejectionOf(() => loadSharp(missing))).toBe(
		"UNAVAILABLE: Reading and drawing pictures needs the package sharp, which could not be loaded. Type: npm install sharp",
	);
});

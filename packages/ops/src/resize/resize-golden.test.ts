import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ResizeFilter } from "../resample/resize-filter.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { resize } from "./index.ts";

/**
 * The first 12 hexadecimal digits of the SHA-256 of what Pillow 12.0.0 (`Image.resize`, each channel by itself) and
 * OpenCV 5.0.0 (`cv2.resize`) give for seeded pictures in gray, RGB and RGBA, one behind the other.
 * Pillow 13 takes the columns first where the height shrinks much more than the width; the definition here does not.
 */
const golden: readonly (readonly [width: number, height: number, toWidth: number, toHeight: number, ...string[]])[] = [
	// width, height, to width, to height, pillow-bilinear, pillow-bicubic, opencv-bilinear, nearest (Pillow), opencv-area
	[7, 5, 7, 5, "eed959652be8", "eed959652be8", "eed959652be8", "eed959652be8", "eed959652be8"],
	[7, 5, 14, 10, "a1be21418de4", "f34668cc8914", "140848625260", "59a9bffc0111", "59a9bffc0111"],
	[13, 9, 5, 4, "8dfc0fbc9950", "6b240e2a8361", "6d16659e5174", "f44d9b384a48", "ebf359953c2e"],
	[64, 48, 32, 24, "3ed7799fcb1f", "bc5f0732aeb2", "7eb2f9ec0c47", "4ac38d50cd6f", "7eb2f9ec0c47"],
	[60, 45, 20, 15, "96e19db7ca58", "d7be2a88d706", "268e584870d7", "268e584870d7", "ff0727434fa0"],
	[37, 53, 61, 17, "f0181576deb3", "0fbd76d356ab", "184cda146f9f", "94ac8ea45224", "5cc9a3f33b57"],
	[1, 1, 5, 3, "9e3cd5154e4e", "9e3cd5154e4e", "9e3cd5154e4e", "9e3cd5154e4e", "9e3cd5154e4e"],
	[5, 1, 3, 4, "8ebc9005d347", "597aa6c99343", "d063815a4149", "0b1e441e7321", "dc00dd26d449"],
	[1, 6, 3, 2, "ec869b3d6191", "cbed2f98fa6f", "8afcc81c0f5d", "8afcc81c0f5d", "2314b235c8ac"],
	[100, 3, 3, 100, "edd26a1b9d95", "52a4721778a7", "954d48d1cbe5", "410d093ae992", "4859f073ac96"],
	[137, 77, 64, 36, "14fbd0facb26", "c3bbbec432f9", "bda05525653e", "6d2930785bd3", "f99227be9578"],
	[50, 40, 50, 17, "979c438fcc97", "34f60c840905", "c1290b7d3955", "ec70b77fe58c", "a8cb35179446"],
	[50, 40, 21, 40, "f37e2dfaa3b6", "756a4f1c338c", "cea595b1a53a", "", "7a894a644eb7"],
	[33, 33, 32, 34, "f14191e01ea8", "1bd3d06af47d", "805e8b90960d", "3c28376ceae4", "716e72d378c8"],
	[97, 61, 224, 149, "fd735c909bbc", "d876adb72859", "a6d3e0f0bfcf", "3685f5bab31a", "5e1f02fecaa3"],
];

const filters: readonly ResizeFilter[] = [
	"pillow-bilinear",
	"pillow-bicubic",
	"opencv-bilinear",
	"nearest",
	"opencv-area",
];

for (const [column, filter] of filters.entries())
	test(`${filter} gives the bytes of the library that it is named after`, () => {
		for (const [row, [width, height, toWidth, toHeight, ...hashes]] of golden.entries()) {
			// At an exact tie Pillow's running sum of fractions decides; ours takes the pixel at the right.
			if (hashes[column] === "") continue;
			const hash = createHash("sha256");
			for (const format of ["gray", "rgb", "rgba"] as const) {
				const seed = row * 10 + { gray: 1, rgb: 3, rgba: 4 }[format];
				const picture = seededPicture(seed, width, height, format);
				hash.update(resize(picture, { width: toWidth, height: toHeight, filter }).data);
			}
			expect(hash.digest("hex").slice(0, 12), `${width}x${height} to ${toWidth}x${toHeight}`).toBe(hashes[column]);
		}
	});

/** The same of RGB pictures of the sizes that cameras give, after OpenCV 4.6.0. */
const large = [
	{ seed: 61, width: 1920, height: 1080, toWidth: 640, toHeight: 360, expected: "3dd91b914057" },
	{ seed: 62, width: 1366, height: 768, toWidth: 640, toHeight: 360, expected: "ad5bd4a40b25" },
	{ seed: 63, width: 641, height: 479, toWidth: 1280, toHeight: 957, expected: "7d911e5c2c23" },
	{ seed: 64, width: 1919, height: 1079, toWidth: 641, toHeight: 360, expected: "f5bc9e99678f" },
];

test.each(large)("every implementation gives OpenCV's bytes for $width x $height", (size) => {
	const picture = seededPicture(size.seed, size.width, size.height);
	for (const implementation of [...implementations, "reference" as const]) {
		const options = { width: size.toWidth, height: size.toHeight, filter: "opencv-bilinear", implementation } as const;
		const hash = createHash("sha256").update(resize(picture, options).data).digest("hex").slice(0, 12);
		expect(hash, implementation).toBe(size.expected);
	}
});

import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { readPicture } from "./read-picture.ts";

/** sharp is an optional peer of `@polyinfer/ops`. */
function sharpIsHere(): boolean {
	try {
		createRequire(new URL("../../ops/package.json", import.meta.url)).resolve("sharp");
		return true;
	} catch {
		return false;
	}
}

test.skipIf(!sharpIsHere())("reads a picture as RGB (needs sharp)", async () => {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect width="3" height="2" fill="#ff8000"/></svg>`;
	const picture = await readPicture(new TextEncoder().encode(svg));
	expect(picture).toMatchObject({ width: 3, height: 2, format: "rgb" });
	expect([...picture.data.subarray(0, 3)]).toEqual([255, 128, 0]);
});

test("a file that is not there is INVALID_ARGUMENT", async () => {
	await expect(readPicture("/no/such/picture.png")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

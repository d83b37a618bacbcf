import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fetchFonts, fetchModel, fetchPicture } from "@polyinfer/models";
import { expect, test } from "vitest";
import { detectFaces } from "./main.ts";

const needed = await Promise.all([
	fetchModel("blazeface-front"),
	fetchPicture("astronaut"),
	fetchPicture("camera"),
	fetchPicture("chelsea"),
	fetchFonts("dejavu"),
]);
const missing = needed.find((file) => file.missing !== undefined)?.missing;
const picture = (name: string) => join(dirname(needed[1].path ?? ""), name);

/** At most a fifth of a pixel off the numbers of a program of its own in Python. */
function near(actual: readonly number[] | undefined, expected: readonly number[]): void {
	for (const [i, value] of expected.entries()) expect(Math.abs((actual?.[i] as number) - value)).toBeLessThan(0.2);
}

test.skipIf(missing)(`finds the astronaut's face and eyes and draws them ${missing ?? ""}`, async () => {
	const { faces, drawing } = await detectFaces();
	expect(faces).toHaveLength(1);
	expect(faces[0]?.score).toBeCloseTo(0.9209, 3);
	near(faces[0]?.box, [177.3, 80.6, 271.8, 175.1]);
	near(faces[0]?.keypoints[0], [203.3, 100.9]);
	near(faces[0]?.keypoints[1], [247.4, 108.2]);
	expect(faces[0]?.keypoints).toHaveLength(6);
	expect((await readFile(drawing)).subarray(1, 4).toString()).toBe("PNG");
});

test.skipIf(missing)(`finds the face of a gray picture, and none in a cat ${missing ?? ""}`, async () => {
	const { faces } = await detectFaces(picture("camera.png"));
	expect(faces).toHaveLength(1);
	expect(faces[0]?.score).toBeCloseTo(0.7817, 3);
	near(faces[0]?.box, [177.9, 121.5, 265.3, 208.9]);
	expect((await detectFaces(picture("chelsea.png"))).faces).toEqual([]);
});

test.skipIf(missing)(`says what is wrong with a picture that is not there ${missing ?? ""}`, async () => {
	await expect(detectFaces("no-such-picture.png")).rejects.toThrow("no-such-picture.png");
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchFonts, fetchModel, fetchText } from "@polyinfer/models";
import { cropTurned } from "@polyinfer/ops";
import { readPicture, writePicture } from "@polyinfer/ops/sharp";
import { afterAll, expect, test } from "vitest";
import { readDisplay } from "./main.ts";

const needed = await Promise.all([
	fetchModel("pp-ocr-v4-det"),
	fetchModel("pp-ocr-v4-cls"),
	fetchModel("pp-ocr-v4-rec"),
	fetchText("pp-ocr-v4-keys"),
	fetchFonts("dejavu"),
]);
const missing = needed.find((file) => file.missing !== undefined)?.missing;

const expected = [
	{ box: [143, 107, 351, 142], detected: 0.935, text: "ESPRESSO", read: 0.992 },
	{ box: [140, 170, 358, 205], detected: 0.804, text: "25 ml 92 C", read: 0.909 },
	{ box: [139, 233, 412, 260], detected: 0.831, text: "Pressure 9.1 bar", read: 0.987 },
	{ box: [137, 274, 382, 304], detected: 0.728, text: "Descale in 14 days", read: 0.952 },
	{ box: [293, 360, 343, 382], detected: 0.867, text: "MILK", read: 0.994 },
	{ box: [430, 361, 496, 383], detected: 0.874, text: "STEAM", read: 0.991 },
];

test.skipIf(missing)(`reads the six lines of the display and draws them ${missing ?? ""}`, async () => {
	const { lines, drawing } = await readDisplay();
	expect(lines.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
	for (const [i, line] of lines.entries()) {
		const { box = [], detected = 0, read = 0 } = expected[i] ?? {};
		for (const [side, pixels] of line.box.entries()) expect(Math.abs(pixels - (box[side] as number))).toBeLessThan(2);
		expect(line.detected).toBeCloseTo(detected, 2);
		expect(line.read).toBeCloseTo(read, 2);
	}
	expect((await readFile(drawing)).subarray(1, 4).toString()).toBe("PNG");
});

const turned: string[] = [];
afterAll(() => Promise.all(turned.map((path) => rm(path, { recursive: true, force: true }))));

test.skipIf(missing).each([90, 180, 270] as const)(
	"finds six lines and reads the clear ones of a display turned by %i degrees",
	async (turn) => {
		const folder = await mkdtemp(join(tmpdir(), "polyinfer-display-"));
		turned.push(folder);
		const { drawing } = await readDisplay();
		const picture = await readPicture(join(import.meta.dirname, "display.svg"));
		await writePicture(cropTurned(picture, { turn }), join(folder, `turned-${turn}.png`));
		const { lines, drawing: drawn } = await readDisplay(join(folder, `turned-${turn}.png`));
		turned.push(drawn);
		expect(drawn).not.toBe(drawing);
		expect(lines).toHaveLength(6);
		const sure = expected.filter(({ read }) => read > 0.95).map(({ text }) => text);
		expect(lines.map(({ text }) => text)).toEqual(expect.arrayContaining(sure));
	},
);

test.skipIf(missing)(`says what is wrong with a picture that is not there ${missing ?? ""}`, async () => {
	await expect(readDisplay("no-such-picture.png")).rejects.toThrow("no-such-picture.png");
});

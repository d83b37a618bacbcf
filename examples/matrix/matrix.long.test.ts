import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fetchFonts, fetchModel, fetchPicture, fetchText } from "@polyinfer/models";
import type { InferenceError, PreferEntry } from "polyinfer";
import { expect, test } from "vitest";
import { classify } from "../classify/main.ts";
import { detectFaces } from "../detect-faces/main.ts";
import { speechProbabilities } from "../detect-speech/main.ts";
import { readDisplay } from "../read-display/main.ts";

/** One thing that an example finds. */
interface Finding {
	readonly text: string;
	readonly score: number;
	readonly box?: readonly number[];
}

/** What every example finds on every engine, and how far off an engine may be. */
interface Matrix {
	readonly engines: Readonly<Record<string, { readonly score: number; readonly pixels: number }>>;
	readonly tasks: Readonly<
		Record<
			string,
			{
				readonly expected: readonly Finding[];
				/** Words of the UNSUPPORTED error by engine: the operator or the format that it does not take. */
				readonly unsupported: Readonly<Record<string, string>>;
			}
		>
	>;
}

const matrix = JSON.parse(await readFile(join(import.meta.dirname, "../matrix.json"), "utf8")) as Matrix;
const required = (process.env.POLYINFER_REQUIRE ?? "").split(",").map((id) => id.trim());

/** A tone that swells and fades, half a second. */
const tone = Float32Array.from({ length: 8_000 }, (_, i) => Math.sin(i * 0.1) * Math.sin(i * 0.001));

const tasks: Readonly<Record<string, (prefer: readonly PreferEntry[]) => Promise<readonly Finding[]>>> = {
	classify: async (prefer) =>
		(await classify(undefined, prefer)).best.map(({ label = "", score }) => ({ text: label, score })),
	"read-display": async (prefer) =>
		(await readDisplay(undefined, prefer)).lines.map(({ text, read, box }) => ({ text, score: read, box })),
	"detect-faces": async (prefer) =>
		(await detectFaces(undefined, prefer)).faces.map(({ score, box }) => ({ text: "", score, box })),
	"detect-speech": async (prefer) =>
		(await speechProbabilities(tone, prefer)).slice(0, 4).map((score) => ({ text: "", score })),
};

const needed = await Promise.all([
	fetchModel("efficientnet-lite0"),
	fetchModel("efficientnet-lite0-tflite"),
	fetchModel("pp-ocr-v4-det"),
	fetchModel("pp-ocr-v4-cls"),
	fetchModel("pp-ocr-v4-rec"),
	fetchModel("blazeface-front"),
	fetchModel("face-short-range"),
	fetchModel("silero-vad"),
	fetchText("imagenet-labels"),
	fetchText("pp-ocr-v4-keys"),
	fetchPicture("coffee"),
	fetchPicture("astronaut"),
	fetchFonts("dejavu"),
]);
const missing = needed.find((file) => file.missing !== undefined)?.missing;

test("the matrix names every example", () => {
	expect(Object.keys(matrix.tasks)).toEqual(Object.keys(tasks));
});

const cells = Object.keys(matrix.tasks).flatMap((task) => Object.keys(matrix.engines).map((id) => [task, id] as const));

test.skipIf(missing).for(cells)(
	`%s finds the same on %s, or says what that does not take ${missing ?? ""}`,
	// The first time a model is converted, and compared with another engine.
	{ timeout: 300_000, retry: 0 },
	async ([task, engine], { skip }) => {
		const { expected = [], unsupported = {} } = matrix.tasks[task] ?? {};
		const { score, pixels } = matrix.engines[engine] ?? { score: 0, pixels: 0 };
		const result = await tasks[task]?.([engine as PreferEntry]).catch((error: InferenceError) => error);
		if (result instanceof Error && (result as InferenceError).code === "UNAVAILABLE" && !required.includes(engine))
			return skip(result.message);
		const words = unsupported[engine];
		if (words !== undefined) {
			expect(result).toMatchObject({ code: "UNSUPPORTED", message: expect.stringContaining(words) });
			return;
		}
		if (result instanceof Error) throw result;
		expect(result?.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
		for (const [i, one] of expected.entries()) {
			const came = result?.[i];
			expect(Math.abs((came?.score as number) - one.score), `score ${i}`).toBeLessThan(score);
			for (const [side, value] of one.box?.entries() ?? [])
				expect(Math.abs((came?.box?.[side] as number) - value), `side ${side} of box ${i}`).toBeLessThan(pixels);
		}
	},
);

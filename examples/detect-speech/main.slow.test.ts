import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchModel } from "@polyinfer/models";
import { afterAll, expect, test } from "vitest";
import { detectSpeech, speechProbabilities } from "./main.ts";
import { speak } from "./speak.ts";
import { vowel } from "./testing/vowel.ts";

const folder = await mkdtemp(join(tmpdir(), "polyinfer-speech-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const { missing } = await fetchModel("silero-vad");
const mute = (await speak(join(folder, "spoken.wav"))) ? undefined : "(no espeak-ng on this machine)";

test.skipIf(missing)(
	`gives the probabilities that a program in Python gives, chunk by chunk ${missing ?? ""}`,
	async () => {
		const probabilities = await speechProbabilities(vowel(), ["cpu"]);
		expect(probabilities).toHaveLength(63);
		for (const [i, p] of expected.entries()) expect(probabilities[10 + i]).toBeCloseTo(p, 2);
	},
);

test.skipIf(missing ?? mute)(`finds both sentences and draws them ${missing ?? mute ?? ""}`, async () => {
	const { segments, drawing } = await detectSpeech(join(folder, "spoken.wav"));
	expect(segments).toHaveLength(2);
	const [first, second] = segments;
	expect(first?.from).toBeLessThan(0.2);
	expect((second?.from as number) - (first?.to as number)).toBeGreaterThan(1);
	expect((second?.to as number) - (second?.from as number)).toBeGreaterThan(1.5);
	const svg = await readFile(drawing, "utf8");
	expect(svg.startsWith("<svg ")).toBe(true);
	expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test("says where there is no espeak-ng", async () => {
	const { PATH } = process.env;
	process.env.PATH = folder;
	try {
		expect(await speak(join(folder, "unspoken.wav"))).toBe(false);
	} finally {
		process.env.PATH = PATH;
	}
});

test.skipIf(missing)(`says what is wrong with a file that is no sound or not there ${missing ?? ""}`, async () => {
	await writeFile(join(folder, "page.wav"), "<html></html>");
	await expect(detectSpeech(join(folder, "page.wav"))).rejects.toThrow("page.wav to be a WAV file");
	await expect(detectSpeech("no-such-sound.wav")).rejects.toThrow("no-such-sound.wav");
});

/** Chunks 10 to 29, by ONNX Runtime 1.32.0 in Python, fed as silero-vad's own wrapper does. */
const expected = [
	0.005, 0.005, 0.005, 0.005, 0.004, 0.056, 0.411, 0.841, 0.848, 0.873, 0.794, 0.79, 0.794, 0.829, 0.819, 0.861, 0.805,
	0.679, 0.601, 0.65,
];

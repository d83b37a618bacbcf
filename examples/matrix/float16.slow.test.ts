import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, parse } from "node:path";
import { cacheFolder, fetchFonts, fetchModel, fetchPicture, fetchText } from "@polyinfer/models";
import { createSession, Tensor } from "polyinfer";
import { afterAll, expect, test, vi } from "vitest";
import { speak } from "../detect-speech/speak.ts";
import { vowel } from "../detect-speech/testing/vowel.ts";
import { type Change, modelsFolder } from "./testing/models-folder.ts";

const SCORE = 0.02;
const OVERLAP = 0.95;

const needed = await Promise.all([
	...(["efficientnet-lite0", "efficientnet-lite0-int8", "blazeface-front"] as const).map((id) => fetchModel(id)),
	...(["pp-ocr-v4-det", "pp-ocr-v4-cls", "pp-ocr-v4-rec"] as const).map((id) => fetchModel(id)),
	...(["silero-vad", "silero-vad-ifless", "minilm-int8", "magika"] as const).map((id) => fetchModel(id)),
	...(["coffee", "astronaut", "camera", "chelsea"] as const).map((id) => fetchPicture(id)),
	...(["imagenet-labels", "pp-ocr-v4-keys"] as const).map((id) => fetchText(id)),
	fetchFonts("dejavu"),
]);
const missing = needed.find((file) => file.missing !== undefined)?.missing;
const models = cacheFolder();
const picture = (name: string): string => join(models, "pictures", `${name}.png`);

const net = "efficientnet-lite0/efficientnet-lite0.onnx";
const vad = "silero-vad/silero-vad.onnx";
const own = [
	net,
	vad,
	"blazeface/front.onnx",
	"pp-ocr-v4/det.onnx",
	"pp-ocr-v4/cls.onnx",
	"pp-ocr-v4/rec.onnx",
	"minilm/minilm-int8.onnx",
	"magika/magika.onnx",
];
/** The examples' own files, and others of the same tasks in their place. */
const FILES = {
	own: Object.fromEntries(own.map((name) => [name, name])),
	other: {
		[net]: "efficientnet-lite0/efficientnet-lite0-int8.onnx",
		[vad]: "silero-vad/silero-vad-ifless.onnx",
	},
};

const folders = new Map<string, Promise<string>>();
afterAll(() =>
	Promise.all([...folders.values()].map(async (path) => rm(await path, { recursive: true, force: true }))),
);

function folderOf(change: Change, files: keyof typeof FILES = "own"): Promise<string> {
	const key = `${change} ${files}`;
	const made = folders.get(key) ?? modelsFolder(models, change, FILES[files]);
	folders.set(key, made);
	return made;
}

/** An example as it is with the models of a folder. */
async function example<T>(folder: string, load: () => Promise<T>): Promise<T> {
	vi.stubEnv("POLYINFER_MODELS", folder);
	vi.resetModules();
	try {
		return await load();
	} finally {
		vi.unstubAllEnvs();
	}
}

type Box = readonly [number, number, number, number];

function overlap(a: Box, b: Box): number {
	const area = ([left, top, right, bottom]: Box) => Math.max(0, right - left) * Math.max(0, bottom - top);
	const both = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
	return both / (area(a) + area(b) - both);
}

function near(actual: number | undefined, expected: number | undefined): void {
	expect(Math.abs((actual as number) - (expected as number))).toBeLessThanOrEqual(SCORE);
}

const classes = ["coffee", "astronaut", "camera", "chelsea"];

test.skipIf(missing).for([
	["rounded", "own"],
	["float16", "own"],
	["rounded", "other"],
] as const)(`sees the same in pictures: %s, %s file ${missing ?? ""}`, async ([change, files]) => {
	const [wide, half] = await Promise.all([folderOf("float32", files), folderOf(change, files)]);
	const before = await example(wide, () => import("../classify/main.ts"));
	const after = await example(half, () => import("../classify/main.ts"));
	for (const name of change === "rounded" ? classes : ["coffee"]) {
		const { best: expected } = await before.classify(picture(name));
		const { best, report } = await after.classify(picture(name));
		expect(report.backend).toBe("onnxruntime");
		expect(best[0]?.label).toBe(expected[0]?.label);
		const labels = (ranked: typeof best) => ranked.map(({ label }) => label).sort();
		expect(labels(best)).toEqual(labels(expected));
		for (const { label, score } of expected) near(best.find((one) => one.label === label)?.score, score);
	}
});

test.skipIf(missing)(`finds the same faces ${missing ?? ""}`, async () => {
	const before = await example(await folderOf("float32"), () => import("../detect-faces/main.ts"));
	const after = await example(await folderOf("rounded"), () => import("../detect-faces/main.ts"));
	for (const [name, count] of [
		["astronaut", 1],
		["camera", 1],
		["chelsea", 0],
	] as const) {
		const { faces: expected } = await before.detectFaces(picture(name));
		const { faces } = await after.detectFaces(picture(name));
		expect([expected.length, faces.length]).toEqual([count, count]);
		for (const [i, { box, score, keypoints }] of expected.entries()) {
			expect(overlap(faces[i]?.box as Box, box)).toBeGreaterThanOrEqual(OVERLAP);
			near(faces[i]?.score, score);
			for (const [k, point] of keypoints.entries())
				for (const axis of [0, 1] as const)
					expect(Math.abs((faces[i]?.keypoints[k]?.[axis] ?? 0) - point[axis])).toBeLessThan(1);
		}
	}
});

test.skipIf(missing)(`reads the same lines ${missing ?? ""}`, async () => {
	const before = await example(await folderOf("float32"), () => import("../read-display/main.ts"));
	const after = await example(await folderOf("rounded"), () => import("../read-display/main.ts"));
	const { lines: expected } = await before.readDisplay();
	const { lines } = await after.readDisplay();
	expect(expected).toHaveLength(6);
	expect(lines.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
	for (const [i, { box, detected, read }] of expected.entries()) {
		expect(overlap(lines[i]?.box as Box, box)).toBeGreaterThanOrEqual(OVERLAP);
		near(lines[i]?.detected, detected);
		near(lines[i]?.read, read);
	}
});

test.skipIf(missing).for(["own", "other"] as const)(`hears the same vowel: %s file ${missing ?? ""}`, async (files) => {
	const before = await example(await folderOf("float32", files), () => import("../detect-speech/main.ts"));
	const after = await example(await folderOf("rounded", files), () => import("../detect-speech/main.ts"));
	const expected = await before.speechProbabilities(vowel(), ["cpu"]);
	const probabilities = await after.speechProbabilities(vowel(), ["cpu"]);
	expect(Math.max(...expected)).toBeGreaterThan(0.8);
	for (const [i, probability] of expected.entries()) near(probabilities[i], probability);
});

const sound = join(tmpdir(), `polyinfer-float16-${process.pid}.wav`);
afterAll(() => rm(sound, { force: true }));
// The example draws what it hears.
const drawing = join(import.meta.dirname, `../detect-speech/out/${parse(sound).name}.svg`);
afterAll(() => rm(drawing, { force: true }));
const mute = (await speak(sound)) ? undefined : "(no espeak-ng on this machine)";

test.skipIf(missing ?? mute)(`hears the same sentences ${missing ?? mute ?? ""}`, async () => {
	const before = await example(await folderOf("float32"), () => import("../detect-speech/main.ts"));
	const after = await example(await folderOf("rounded"), () => import("../detect-speech/main.ts"));
	const { segments: expected } = await before.detectSpeech(sound);
	expect(expected).toHaveLength(2);
	expect((await after.detectSpeech(sound)).segments).toEqual(expected);
});

/** What a model of `own` makes of feeds, in float32 and rounded. */
async function bothOutputs(name: string, feeds: Readonly<Record<string, Tensor>>): Promise<Tensor[]> {
	const made: Tensor[] = [];
	for (const change of ["float32", "rounded"] as const) {
		const session = await createSession(join(await folderOf(change), name), { prefer: ["onnxruntime"] });
		try {
			made.push(Object.values(await session.run(feeds))[0] as Tensor);
		} finally {
			await session.dispose();
		}
	}
	return made;
}

test.skipIf(missing)(`words are as alike ${missing ?? ""}`, async () => {
	const words = [4157, 5572, 2482, 3899];
	const ints = (numbers: number[]) => new Tensor("int64", BigInt64Array.from(numbers, BigInt), [4, 3]);
	const outputs = await bothOutputs("minilm/minilm-int8.onnx", {
		input_ids: ints(words.flatMap((word) => [101, word, 102])),
		attention_mask: ints(new Array(12).fill(1)),
		token_type_ids: ints(new Array(12).fill(0)),
	});
	const cosines = outputs.map((output) => {
		const [coffee = [], ...others] = words.map((_, i) => [...output.toFloat32().slice(i * 1152 + 384, i * 1152 + 768)]);
		const product = (a: readonly number[], b: readonly number[]) =>
			a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);
		return others.map((word) => product(coffee, word) / Math.sqrt(product(coffee, coffee) * product(word, word)));
	});
	for (const [i, cosine] of (cosines[0] as number[]).entries()) near(cosines[1]?.[i], cosine);
});

test.skipIf(missing)(`files are of the same kind ${missing ?? ""}`, async () => {
	for (const file of [import.meta.filename, picture("camera"), join(models, "pp-ocr-v4/keys.txt")]) {
		const bytes = await readFile(file);
		const [begin, end] = [bytes.subarray(0, 1024), bytes.subarray(-1024)];
		const features = new Tensor("int32", Int32Array.from([...begin, ...end]), [1, 2048]);
		const [expected = [], rounded = []] = (await bothOutputs("magika/magika.onnx", { bytes: features })).map((output) =>
			output.toNumbers(),
		);
		expect(rounded.indexOf(Math.max(...rounded))).toBe(expected.indexOf(Math.max(...expected)));
		for (const [i, score] of expected.entries()) near(rounded[i], score);
	}
});

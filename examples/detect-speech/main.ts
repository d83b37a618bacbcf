/** Says when somebody speaks, with silero-vad: `node dist/main.js [sound.wav] [--prefer engine,engine]`. */
import { existsSync, realpathSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createSession, type PreferEntry, Tensor } from "polyinfer";
import { readWav } from "./read-wav.ts";
import { resample } from "./resample.ts";
import { speak } from "./speak.ts";
import { type Segment, speechSegments } from "./speech-segments.ts";
import { speechSvg } from "./speech-svg.ts";

const folder = import.meta.dirname.replace(/[\\/]dist$/, "");
const models = process.env.POLYINFER_MODELS ?? join(folder, "../../.cache/models");
const [rate, chunk, context] = [16_000, 512, 64];

/** When somebody speaks, and the picture that shows it. */
export interface Speech {
	readonly segments: readonly Segment[];
	readonly drawing: string;
}

/** The probability of speech in each chunk of 512 samples at 16 kHz. */
export async function speechProbabilities(samples: Float32Array, prefer: readonly PreferEntry[]): Promise<number[]> {
	if (!existsSync(models)) throw new Error(`Expected models in ${models}: type \`npm start\` once, it fetches them.`);
	const session = await createSession(join(models, "silero-vad/silero-vad.onnx"), { prefer });
	try {
		// Each chunk goes in behind the last samples of the one before, with the state that the net gave for it.
		const input = new Float32Array(context + chunk);
		const sr = new Tensor("int64", BigInt64Array.of(BigInt(rate)), []);
		let state = new Tensor("float32", new Float32Array(2 * 128), [2, 1, 128]);
		const probabilities: number[] = [];
		for (let at = 0; at < samples.length; at += chunk) {
			input
				.copyWithin(0, chunk)
				.fill(0, context)
				.set(samples.subarray(at, at + chunk), context);
			const found = await session.run({ input: new Tensor("float32", input, [1, input.length]), state, sr });
			probabilities.push(Number(found.output?.data[0]));
			state = found.stateN as Tensor<"float32">;
		}
		return probabilities;
	} finally {
		await session.dispose();
	}
}

/** Finds speech in a WAV file and draws it into a picture. */
export async function detectSpeech(path: string, prefer: readonly PreferEntry[] = ["cpu"]): Promise<Speech> {
	const samples = resample(await readWav(path), rate);
	const seconds = samples.length / rate;
	const probabilities = await speechProbabilities(samples, prefer);
	const segments = speechSegments(probabilities, chunk / rate, seconds);
	const drawing = join(folder, "out", `${parse(path).name}.svg`);
	await mkdir(join(folder, "out"), { recursive: true });
	await writeFile(drawing, speechSvg(probabilities, segments, chunk / rate, seconds));
	return { segments, drawing };
}

async function main(args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { prefer: { type: "string" } } });
	const [path, prefer] = [positionals[0], values.prefer?.split(",") as PreferEntry[] | undefined];
	const spoken = join(folder, "out/spoken.wav");
	if (path === undefined && !(await speak(spoken)))
		return console.log(
			"Skipped: no espeak-ng here to make speech. Type `apt-get install espeak-ng`, or give a WAV file.",
		);
	const { segments, drawing } = await detectSpeech(path ?? spoken, prefer);
	for (const { from, to } of segments) console.log(`speech from ${from.toFixed(2)} s to ${to.toFixed(2)} s`);
	console.log(`${segments.length === 0 ? "No speech." : ""}\n${drawing}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	await main(process.argv.slice(2)).catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});

/** Reads the text of a display, with PP-OCRv4: `node dist/main.js [picture] [--prefer engine,engine]`. */
import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Box, cropTurned, ctcGreedy, dbTextBoxes, fitHeight, fitToMultiple } from "@polyinfer/ops";
import { readPicture, writePicture } from "@polyinfer/ops/sharp";
import { createSession, type PreferEntry, type Session, type Tensor } from "polyinfer";

const folder = import.meta.dirname.replace(/[\\/]dist$/, "");
const models = process.env.POLYINFER_MODELS ?? join(folder, "../../.cache/models");
const colours = { scale: 1 / 255, order: "bgr", mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
const letters = { scale: 1 / 255, order: "bgr", mean: 0.5, std: 0.5, height: 48 } as const;

/** One line of text: where it is, how sure the detector is, what it says, how sure the reader is. */
export interface Line {
	readonly box: Box;
	readonly detected: number;
	readonly text: string;
	readonly read: number;
}

/** Finds lines of text, turns them upright and reads them, in reading order; draws them into a copy of the picture. */
export async function readDisplay(
	path: string = join(folder, "display.svg"),
	prefer: readonly PreferEntry[] = ["cpu"],
): Promise<{ lines: readonly Line[]; drawing: string; times: { network: number; outside: number } }> {
	if (!existsSync(models)) throw new Error(`Expected models in ${models}: type \`npm start\` once, it fetches them.`);
	process.env.FONTCONFIG_FILE ??= join(models, "dejavu-fonts/fonts.conf"); // the same letters on every machine
	const picture = await readPicture(path);
	const { width, height } = picture;
	const keys = await readFile(join(models, "pp-ocr-v4/keys.txt"), "utf8");
	const labels = ["", ...keys.split("\n"), " "];
	const sessions: Session[] = [];
	const open = async (name: string): Promise<(x: Tensor) => Promise<Tensor>> => {
		const session = await createSession(join(models, `pp-ocr-v4/${name}.onnx`), { prefer });
		sessions.push(session);
		return async (x) => Object.values(await session.run({ x }))[0] as Tensor;
	};
	try {
		const [detect, direct, recognise] = [await open("det"), await open("cls"), await open("rec")];
		const begin = performance.now();
		const map = await detect(fitToMultiple(picture, { ...colours, multiple: 32, maxSide: 960 }));
		const lines: Line[] = [];
		for (const { box, score: detected } of dbTextBoxes(map, { width, height })) {
			const upright = box[3] - box[1] < 1.5 * (box[2] - box[0]);
			let line = cropTurned(picture, { box, turn: upright ? 0 : 270 });
			const direction = await direct(fitHeight(line, { ...letters, minWidth: 192, maxWidth: 192 }));
			if (Number(direction.data[1]) > 0.9) line = cropTurned(line, { turn: 180 });
			const steps = await recognise(fitHeight(line, { ...letters, minWidth: 320 }));
			const { text, score: read } = ctcGreedy(steps, { labels });
			lines.push({ box, detected, text, read });
		}
		const network = sessions.reduce((sum, { stats }) => sum + stats.runTime.sumMs, 0);
		const times = { network, outside: performance.now() - begin - network };
		const drawing = join(folder, "out", `${parse(path).name}.png`);
		const drawn = { boxes: lines.map(({ box }) => box), labels: lines.map(({ text }) => text) };
		await writePicture(picture, drawing, drawn);
		return { lines, drawing, times };
	} finally {
		await Promise.all(sessions.map((session) => session.dispose()));
	}
}

async function main(args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { prefer: { type: "string" } } });
	const prefer = values.prefer?.split(",") as PreferEntry[] | undefined;
	const { lines, drawing, times } = await readDisplay(positionals[0], prefer);
	for (const { box, detected, text, read } of lines)
		console.log(`[${box.join(",")}]  ${detected.toFixed(3)}  ${text}  ${read.toFixed(3)}`);
	console.log(`network ${times.network.toFixed(2)} ms, outside it ${times.outside.toFixed(2)} ms`);
	console.log(`\n${drawing}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	await main(process.argv.slice(2)).catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});

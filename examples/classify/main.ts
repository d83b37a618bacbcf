/** Says what a picture shows, with EfficientNet-lite0: `node dist/main.js [picture] [--prefer engine,engine]`. */
import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { centerCropResize, type Ranked, softmax, topK } from "@polyinfer/ops";
import { readPicture, writePicture } from "@polyinfer/ops/sharp";
import { createSession, type PreferEntry, type Report } from "polyinfer";

const folder = import.meta.dirname.replace(/[\\/]dist$/, "");
const models = process.env.POLYINFER_MODELS ?? join(folder, "../../.cache/models");

/** What one run found, and where the picture is that shows it. */
export interface Classification {
	readonly best: readonly Ranked[];
	readonly report: Report;
	readonly drawing: string;
	/** Milliseconds in the network, and outside it: pre- and post-processing. */
	readonly times: { readonly network: number; readonly outside: number };
}

/** The five likeliest of ImageNet's 1000 classes; the first two go into a copy of the picture. */
export async function classify(
	path: string = join(models, "pictures/coffee.png"),
	prefer: readonly PreferEntry[] = ["cpu"],
): Promise<Classification> {
	if (!existsSync(models)) throw new Error(`Expected models in ${models}: type \`npm start\` once, it fetches them.`);
	process.env.FONTCONFIG_FILE ??= join(models, "dejavu-fonts/fonts.conf"); // the same letters on every machine
	const picture = await readPicture(path);
	const labels = (await readFile(join(models, "imagenet/labels.txt"), "utf8")).trimEnd().split("\n");
	const net = join(models, "efficientnet-lite0/efficientnet-lite0");
	const session = await createSession({ onnx: `${net}.onnx`, tflite: `${net}.tflite` }, { prefer });
	try {
		const look = async (): Promise<readonly Ranked[]> => {
			const images = centerCropResize(picture, { resize: 256, crop: 224, mean: 127, std: 128 });
			const { logits } = await session.run({ images });
			if (!logits) throw new Error("Expected the model to have an output `logits`.");
			return topK(softmax(logits), 5, { labels });
		};
		await look(); // plans are made and code is compiled the first time
		const [begin, before] = [performance.now(), session.stats.runTime.sumMs];
		const best = await look();
		const network = session.stats.runTime.sumMs - before;
		const times = { network, outside: performance.now() - begin - network };
		const drawing = join(folder, "out", `${parse(path).name}.png`);
		await writePicture(picture, drawing, { caption: best.slice(0, 2).map(inWords) });
		return { best, report: session.report, drawing, times };
	} finally {
		await session.dispose();
	}
}

/** `espresso 0.951`; of several names for one class, the first. */
function inWords({ label, score }: Ranked): string {
	return `${label?.split(",")[0]} ${score.toFixed(3)}`;
}

async function main(args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { prefer: { type: "string" } } });
	const { best, report, drawing, times } = await classify(
		positionals[0],
		values.prefer?.split(",") as PreferEntry[] | undefined,
	);
	for (const { label, score } of best) console.log(`${score.toFixed(3)}  ${label}`);
	console.log(`network ${times.network.toFixed(2)} ms, outside it ${times.outside.toFixed(2)} ms`);
	console.log(`\n${report}\n\n${drawing}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	await main(process.argv.slice(2)).catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});

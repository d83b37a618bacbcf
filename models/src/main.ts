import { ARCHIVES, FONTS, LIBRARIES, MODELS, PICTURES, TEXTS } from "./catalogue.ts";
import { DEMO_FILES, writeDemo } from "./demo/write-demo.ts";
import type { Source } from "./fetch/source.ts";
import { fetchFile, sourceOf } from "./fetch-file.ts";

// `node main.js [--all]`: fetches and makes what the examples and the demo need, or everything, and writes the demo.
// Exit code 0: all is there; 1: something could not be had, each with its reason on stderr; 2: unknown arguments.

const needed = [
	MODELS["efficientnet-lite0"],
	MODELS["efficientnet-lite0-tflite"],
	MODELS["pp-ocr-v4-det"],
	MODELS["pp-ocr-v4-cls"],
	MODELS["pp-ocr-v4-rec"],
	MODELS["blazeface-front"],
	MODELS["face-short-range"],
	MODELS["silero-vad"],
	TEXTS["pp-ocr-v4-keys"],
	TEXTS["imagenet-labels"],
	PICTURES.coffee,
	PICTURES.astronaut,
	FONTS.dejavu,
];
const all = [MODELS, TEXTS, PICTURES, FONTS, ARCHIVES, LIBRARIES].flatMap((files) => Object.values(files));

async function main(args: readonly string[]): Promise<number> {
	if (args.some((word) => word !== "--all")) {
		console.error(`Expected --all or nothing but received ${args.join(" ")}.`);
		return 2;
	}
	const onDownload = (source: Source): void =>
		console.log(`fetching ${source.package} ${source.version} from ${source.registry}`);
	const reasons = new Map<string, string>();
	for (const file of args.length > 0 ? all : needed) {
		const source = sourceOf(file);
		if (reasons.has(source.id)) continue;
		const { missing } = await fetchFile(file, { onDownload });
		if (missing !== undefined) reasons.set(source.id, missing);
	}
	if (Object.values(DEMO_FILES).every(({ source }) => !reasons.has(source))) await writeDemo();
	for (const reason of reasons.values()) console.error(reason);
	return reasons.size === 0 ? 0 : 1;
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
}

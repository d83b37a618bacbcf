import { createSessionFrom, formatType, InferenceError, type Report } from "@polyinfer/core";
import { centerCropResize, softmax, topK } from "@polyinfer/ops";
import { logFromEnvironment } from "../log.ts";
import { align } from "./align.ts";
import { checkPreferOrFastest } from "./check-prefer.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { drawPicture } from "./draw-picture.ts";
import { formatMs } from "./format-number.ts";
import { type DemoFiles, readDemo } from "./read-demo.ts";
import type { Style } from "./style.ts";

/** How many classes are shown. */
const SHOWN = 5;
const PICTURE_COLUMNS = 44;
const BAR_COLUMNS = 20;

/** `polyinfer demo`: says what is in the picture that comes with the package. */
export const demo: Command = {
	name: "demo",
	positionals: [],
	summary: "say what is in the picture that comes with this package",
	options: { prefer: { value: "a,b", help: "backends or words that may run it, best first; default: cpu" } },
	examples: ["polyinfer demo", "polyinfer demo --json"],
	run: runDemo,
};

interface Guess {
	readonly label: string;
	readonly probability: number;
}

async function runDemo({ values }: CommandArguments, context: CliContext): Promise<Outcome> {
	const prefer = checkPreferOrFastest(values.prefer?.[0], context.catalogue);
	const onLog = logFromEnvironment(context.logLevel, context.stderr);
	const files = await readDemo(context.demoFolder);
	const session = await createSessionFrom(
		context.catalogue,
		context.loader,
		context.services,
	)(files.model, {
		...(prefer === undefined ? {} : { prefer }),
		...(onLog === undefined ? {} : { onLog }),
	});
	try {
		const input = session.inputs[0]?.name ?? "";
		const output = session.outputs[0]?.name ?? "";
		const started = performance.now();
		const images = centerCropResize(files.picture, { resize: 256, crop: 224, mean: 127, std: 128 });
		const prepared = performance.now();
		const logits = (await session.run({ [input]: images }))[output];
		if (!logits) throw new InferenceError("ENGINE", `Expected output \`${output}\` but received none.`);
		const runMs = performance.now() - prepared;
		const ranked = topK(softmax(logits), SHOWN, { labels: files.labels });
		const guesses = ranked.map(({ label = "", score }): Guess => ({ label, probability: score }));
		const timing = { prepareMs: prepared - started, runMs };
		const shape = formatType(images.dtype, images.shape);
		return {
			exitCode: 0,
			json: { guesses, ...timing, report: session.report },
			text: (style) => demoText(files, guesses, { ...timing, shape, report: session.report }, style),
		};
	} finally {
		await session.dispose();
	}
}

function demoText(
	{ picture }: DemoFiles,
	guesses: readonly Guess[],
	facts: { prepareMs: number; runMs: number; shape: string; report: Report },
	style: Style,
): string {
	const columns = Math.min(PICTURE_COLUMNS, style.columns - 4);
	const drawn = style.colourBits >= 8 && columns >= 8 ? drawPicture(picture, columns, style.colourBits) : [];
	const { prepareMs, runMs, shape, report } = facts;
	return [
		...drawn.map((line) => `  ${line}`),
		...(drawn.length > 0 ? [""] : []),
		style.bold(`This ${picture.width}x${picture.height} picture shows`),
		...align(
			guesses.map(({ label, probability }, i) => [
				i === 0 ? style.green(label) : label,
				`${(100 * probability).toFixed(1)} %`.padStart(7),
				style.dim("\u2588".repeat(Math.round(BAR_COLUMNS * probability))),
			]),
		),
		"",
		`${formatMs(prepareMs)} to make it ${shape}, ${formatMs(runMs)} to run the net for the first time`,
		style.dim(report.toString()),
	].join("\n");
}

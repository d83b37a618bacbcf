import { createSessionFrom, type InputBounds, type Report, type Session, type Tensor } from "@polyinfer/core";
import { logFromEnvironment } from "../log.ts";
import { writeNpy } from "../npy/write-npy.ts";
import { align } from "./align.ts";
import { checkPrefer } from "./check-prefer.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { parseFeedRequest, parseShapeRequest, splitPair } from "./feed-request.ts";
import { formatMs } from "./format-number.ts";
import { checkNames, makeFeeds } from "./make-feeds.ts";
import type { Style } from "./style.ts";
import { summarize, summaryCells, type TensorSummary } from "./tensor-summary.ts";
import { UsageError } from "./usage-error.ts";
import { writeFileWhole } from "./write-file-whole.ts";

/** `polyinfer run`: runs a model once or many times and prints what comes out. */
export const run: Command = {
	name: "run",
	positionals: ["model"],
	summary: "run a model on random numbers or .npy files, and time it",
	options: {
		input: {
			value: "name=random|zeros|file.npy[:shape]",
			multiple: true,
			help: "what an input is fed; default: random, the same every time",
		},
		shape: { value: "name=1,3,224,224", multiple: true, help: "fixes the free axes of an input" },
		output: { value: "name=file.npy", multiple: true, help: "writes an output into a file" },
		prefer: { value: "a,b", help: "backends or words that may run it, best first; default: cpu" },
		runs: { value: "n", help: "runs that are timed, after one that is not; default: 1" },
		trusted: { help: "accept a model file that carries code" },
	},
	examples: [
		"polyinfer run model.onnx",
		"polyinfer run model.onnx --input images=picture.npy --output logits=logits.npy --runs 100",
		"polyinfer run detector.onnx --shape images=1,3,640,640 --prefer tensorrt,openvino,cpu",
	],
	run: runRun,
};

async function runRun(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const path = given.positionals[0] as string;
	const values = (option: string): readonly string[] => given.values[option] ?? [];
	const requests = values("input").map(parseFeedRequest);
	const shapes = Object.fromEntries(
		values("shape")
			.map(parseShapeRequest)
			.map(({ name, shape }) => [name, shape]),
	);
	const files = values("output").map((text) => splitPair("--output", text, "name=file.npy"));
	const runs = parseRuns(values("runs")[0]);
	const prefer = checkPrefer(values("prefer")[0], context.catalogue);
	const onLog = logFromEnvironment(context.logLevel, context.stderr);
	const session = await createSessionFrom(context.catalogue, context.loader)(path, {
		inputs: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }])) satisfies InputBounds,
		trusted: "trusted" in given.values,
		...(prefer === undefined ? {} : { prefer }),
		...(onLog === undefined ? {} : { onLog }),
	});
	try {
		checkNames(
			"--output",
			files.map(({ name }) => name),
			session.outputs,
		);
		const feeds = await makeFeeds(session.inputs, requests, shapes);
		const tensors = Object.fromEntries(feeds.map(({ name, tensor }) => [name, tensor]));
		const results = await session.run(tensors);
		const times = await timeRuns(session, tensors, runs);
		for (const { name, value } of files) await writeFileWhole(value, writeNpy(results[name] as Tensor));
		const outputs = session.outputs.map(({ name }) => summarize(name, results[name] as Tensor));
		const inputs = feeds.map(({ name, source, tensor }) => ({ source, ...summarize(name, tensor) }));
		const timing = { runs, medianMs: median(times), minMs: Math.min(...times), maxMs: Math.max(...times) };
		const written = Object.fromEntries(files.map(({ name, value }) => [name, value]));
		const { report } = session;
		return {
			exitCode: 0,
			json: { model: path, inputs, outputs, ...timing, written, report },
			text: (style) => runText({ inputs, outputs, ...timing, files: Object.values(written), report }, style),
		};
	} finally {
		await session.dispose();
	}
}

function parseRuns(text = "1"): number {
	const runs = /^\d{1,9}$/.test(text) ? Number(text) : 0;
	if (runs < 1) throw new UsageError(`Expected a number of 1 and above in \`--runs\` but received \`${text}\`.`);
	return runs;
}

async function timeRuns(session: Session, feeds: Record<string, Tensor>, runs: number): Promise<number[]> {
	const times: number[] = [];
	for (let i = 0; i < runs; i++) {
		const started = performance.now();
		await session.run(feeds);
		times.push(performance.now() - started);
	}
	return times;
}

function median(times: readonly number[]): number {
	const sorted = [...times].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] as number;
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

interface Facts {
	readonly inputs: readonly (TensorSummary & { readonly source: string })[];
	readonly outputs: readonly TensorSummary[];
	readonly runs: number;
	readonly medianMs: number;
	readonly minMs: number;
	readonly maxMs: number;
	readonly files: readonly string[];
	readonly report: Report;
}

function runText({ inputs, outputs, runs, medianMs, minMs, maxMs, files, report }: Facts, style: Style): string {
	const spread = runs > 1 ? ` median of ${runs} runs (${formatMs(minMs)} to ${formatMs(maxMs)})` : "";
	return [
		style.bold("Inputs"),
		...align(inputs.map((input) => [...summaryCells(input).slice(0, 2), input.source])),
		"",
		style.bold("Outputs"),
		...align(outputs.map(summaryCells)),
		"",
		`${style.bold("Time")}  ${formatMs(medianMs)}${spread}`,
		...files.map((file) => `wrote ${file}`),
		"",
		style.dim(report.toString()),
	].join("\n");
}

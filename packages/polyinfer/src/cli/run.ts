import type { Report, Session, Tensor } from "@polyinfer/core";
import { writeNpy } from "../npy/write-npy.ts";
import { align } from "./align.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { splitPair } from "./feed-request.ts";
import { formatMs } from "./format-number.ts";
import { checkNames } from "./make-feeds.ts";
import { quantile } from "./quantile.ts";
import { OPEN_OPTIONS, readCount, readSessionArguments, SESSION_OPTIONS } from "./session-arguments.ts";
import type { Style } from "./style.ts";
import { summarize, summaryCells, type TensorSummary } from "./tensor-summary.ts";
import { writeFileWhole } from "./write-file-whole.ts";

/** `polyinfer run`: runs a model once or many times and prints what comes out. */
export const run: Command = {
	name: "run",
	positionals: ["model"],
	summary: "run a model on random numbers or .npy files, and time it",
	options: {
		...SESSION_OPTIONS,
		...OPEN_OPTIONS,
		output: { value: "name=file.npy", multiple: true, help: "writes an output into a file" },
		runs: { value: "n", help: "runs that are timed, after one that is not; default: 1" },
	},
	examples: [
		"polyinfer run model.onnx",
		"polyinfer run model.onnx --input images=picture.npy --output logits=logits.npy --runs 100",
		"polyinfer run model.onnx --prefer openvino --verify onnxruntime",
		"polyinfer run detector.onnx --shape images=1,3,640,640 --prefer tensorrt,openvino,cpu",
	],
	run: runRun,
};

async function runRun(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const path = given.positionals[0] as string;
	const request = readSessionArguments(given, context);
	const files = (given.values.output ?? []).map((text) => splitPair("--output", text, "name=file.npy"));
	const runs = readCount(given, "runs") ?? 1;
	const session = await request.open();
	try {
		checkNames(
			"--output",
			files.map(({ name }) => name),
			session.outputs,
		);
		const { list, feeds } = await request.feed(session);
		const results = await session.run(feeds);
		const times = await timeRuns(session, feeds, runs);
		for (const { name, value } of files) await writeFileWhole(value, writeNpy(results[name] as Tensor));
		const outputs = session.outputs.map(({ name }) => summarize(name, results[name] as Tensor));
		const inputs = list.map(({ name, source, tensor }) => ({ source, ...summarize(name, tensor) }));
		const timing = { runs, medianMs: quantile(times, 0.5), minMs: Math.min(...times), maxMs: Math.max(...times) };
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

async function timeRuns(session: Session, feeds: Record<string, Tensor>, runs: number): Promise<number[]> {
	const times: number[] = [];
	for (let i = 0; i < runs; i++) {
		const started = performance.now();
		await session.run(feeds);
		times.push(performance.now() - started);
	}
	return times;
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

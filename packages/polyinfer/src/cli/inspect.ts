import { formatType, type LoadedModel, type ValueInfo } from "@polyinfer/core";
import { align } from "./align.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { formatBytes, formatCount } from "./format-number.ts";
import { printable } from "./printable.ts";
import type { Style } from "./style.ts";

/** `polyinfer inspect`: what is in a model file, without running it. */
export const inspect: Command = {
	name: "inspect",
	positionals: ["model"],
	summary: "say what is in a model file, without running it",
	options: {},
	examples: ["polyinfer inspect model.onnx", "polyinfer inspect model.onnx --json"],
	run: runInspect,
};

async function runInspect({ positionals }: CommandArguments, context: CliContext): Promise<Outcome> {
	const path = positionals[0] as string;
	const [model] = await context.loader(path, { trusted: true });
	if (!model) throw new Error(`${path} was not read`);
	const sizeBytes = model.files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
	const { format, sha256, metadata, findings } = model;
	return {
		exitCode: 0,
		json: { path, format, sizeBytes, sha256, ...metadata, findings },
		text: (style) => inspectText(path, sizeBytes, model, style),
	};
}

function inspectText(path: string, sizeBytes: number, model: LoadedModel, style: Style): string {
	const { format, sha256, metadata, findings } = model;
	const lines = [
		style.bold(path),
		...align([
			["format", format],
			["size", `${formatBytes(sizeBytes)} (${formatCount(sizeBytes)} bytes)`],
			["sha256", sha256],
			...(metadata ? factRows(metadata) : []),
		]),
	];
	if (metadata) {
		lines.push("", style.bold("Inputs"), ...valueLines(metadata.inputs));
		lines.push("", style.bold("Outputs"), ...valueLines(metadata.outputs));
		const operators = Object.entries(metadata.operators).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
		lines.push(
			"",
			style.bold("Operators"),
			...wrap(
				operators.map(([name, count]) => `${printable(name)} ${count}`),
				style.columns,
			),
		);
	} else lines.push("", `Polyinfer does not look inside ${format} files.`);
	if (findings.length > 0) {
		lines.push(
			"",
			style.bold("Findings"),
			...align(
				findings.map(({ kind, message, refused }) => [
					refused ? style.red(kind) : style.yellow(kind),
					`${printable(message)}${refused ? " Refused unless trusted." : ""}`,
				]),
			),
		);
	}
	return lines.join("\n");
}

function factRows(metadata: NonNullable<LoadedModel["metadata"]>): string[][] {
	const { opsets, parameters, producer, irVersion, description, properties } = metadata;
	const versions = Object.entries(opsets).map(([domain, version]) => `${printable(domain) || "ai.onnx"} ${version}`);
	return [
		...(versions.length > 0 ? [["opset", versions.join(", ")]] : []),
		...(irVersion === undefined ? [] : [["ir version", String(irVersion)]]),
		...(producer ? [["producer", printable(producer)]] : []),
		...(description ? [["description", printable(description)]] : []),
		["parameters", `${formatCount(parameters.count)} in ${formatBytes(parameters.bytes)}`],
		...Object.entries(properties).map(([key, value]) => [printable(key), printable(value)]),
	];
}

function valueLines(values: readonly ValueInfo[]): string[] {
	if (values.length === 0) return ["  none"];
	return align(
		values.map(({ name, dtype, shape, dimNames, optional }) => [
			printable(name),
			`${printable(formatType(dtype, shape, dimNames))}${optional ? ", optional" : ""}`,
		]),
	);
}

function wrap(words: readonly string[], columns: number): string[] {
	const lines: string[] = [];
	for (const word of words) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 2 + word.length <= columns) lines[lines.length - 1] = `${last}, ${word}`;
		else lines.push(`  ${word}`);
	}
	return lines;
}

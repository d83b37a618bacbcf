import { InferenceError } from "@polyinfer/core";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { sessionTypes } from "./session-types.ts";
import { isTypeName, typeNameOf } from "./type-name.ts";
import { UsageError } from "./usage-error.ts";
import { writeFileWhole } from "./write-file-whole.ts";

/** `polyinfer types`: TypeScript declarations for a model's inputs and outputs. */
export const types: Command = {
	name: "types",
	positionals: ["model"],
	summary: "write TypeScript types of a model's inputs and outputs",
	options: {
		out: { value: "file.ts", help: "writes the types into a file; default: prints them" },
		name: { value: "Name", help: "what the types' names begin with; default: the file's name" },
	},
	examples: ["polyinfer types model.onnx --out model.types.ts", "polyinfer types det.onnx --name Detector"],
	run: runTypes,
};

async function runTypes({ positionals, values }: CommandArguments, context: CliContext): Promise<Outcome> {
	const path = positionals[0] as string;
	const out = values.out?.[0];
	const name = values.name?.[0] ?? typeNameOf(path);
	if (!isTypeName(name)) throw new UsageError(`Expected a TypeScript name in \`--name\` but received "${name}".`);
	const [model] = await context.loader(path, { trusted: true });
	if (!model?.metadata)
		throw new InferenceError(
			"UNSUPPORTED",
			`Polyinfer does not look inside ${model?.format} files, so it knows no types.`,
		);
	const source = sessionTypes({ name, path, sha256: model.sha256, ...model.metadata });
	const json = { path, name, ...(out === undefined ? { source } : { out }) };
	if (out === undefined) return { exitCode: 0, json, text: () => source.trimEnd() };
	await writeFileWhole(out, new TextEncoder().encode(source));
	return { exitCode: 0, json, text: () => `${out}: ${name}Inputs, ${name}Outputs, ${name}Session` };
}

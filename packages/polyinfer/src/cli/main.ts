import { suggestion } from "@polyinfer/core";
import { version } from "../version.ts";
import { bench } from "./bench.ts";
import { cache } from "./cache.ts";
import { choose } from "./choose.ts";
import type { CliContext, Command, ExitCode, Outcome } from "./command.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { engines } from "./engines.ts";
import { failure } from "./failure.ts";
import { fp16 } from "./fp16.ts";
import { commandHelpText, helpText } from "./help.ts";
import { inspect } from "./inspect.ts";
import { parseArguments } from "./parse-arguments.ts";
import { run } from "./run.ts";
import { createStyle } from "./style.ts";
import { types } from "./types.ts";
import { UsageError } from "./usage-error.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [doctor, engines, cache, inspect, types, fp16, run, bench, choose, demo];

/**
 * The command line: `argv` are the words after `polyinfer`. Prints by `context` and resolves to the exit code; never
 * rejects. With `--json`, stdout gets exactly one JSON document, of a failure too.
 */
export async function main(argv: readonly string[], context: CliContext): Promise<ExitCode> {
	const json = argv.includes("--json");
	const style = createStyle(context.colourBits, context.columns);
	let outcome: Outcome;
	try {
		outcome = await dispatch(argv, context);
	} catch (error) {
		const [first] = argv.filter((word) => word !== "--json");
		outcome = failure(error, COMMANDS.find(({ name }) => name === first)?.name);
	}
	const { exitCode } = outcome;
	if (json) context.stdout(`${JSON.stringify({ ok: exitCode === 0, ...outcome.json }, null, "\t")}\n`);
	else (exitCode === 0 || !("error" in outcome.json) ? context.stdout : context.stderr)(`${outcome.text(style)}\n`);
	return exitCode;
}

async function dispatch(argv: readonly string[], context: CliContext): Promise<Outcome> {
	const words = argv.filter((word) => word !== "--json");
	const [first, ...rest] = words;
	if (first === undefined) return { ...help(), exitCode: 2 };
	if (first === "--version" || first === "-v" || first === "version")
		return { exitCode: 0, json: { version: version() }, text: () => version() };
	if (first === "--help" || first === "-h" || first === "help") {
		const command = COMMANDS.find(({ name }) => name === rest[0]);
		return command ? commandHelp(command) : help();
	}
	const command = COMMANDS.find(({ name }) => name === first);
	if (!command) {
		const names = COMMANDS.map(({ name }) => name);
		const what = first.startsWith("-") ? "option" : "command";
		const near = suggestion(first, what === "option" ? ["--help", "--version", "--json"] : names);
		throw new UsageError(`Unknown ${what} \`${first}\`.${near} Commands: ${names.join(", ")}.`);
	}
	if (rest.includes("--help") || rest.includes("-h")) return commandHelp(command);
	return command.run(parseArguments(command, rest), context);
}

function help(): Outcome {
	const json = { commands: COMMANDS.map(({ name, summary }) => ({ name, summary })) };
	return { exitCode: 0, json, text: (style) => helpText(COMMANDS, style) };
}

function commandHelp(command: Command): Outcome {
	const { name, summary, positionals, options, examples } = command;
	const shown = Object.fromEntries(Object.entries(options).filter(([, option]) => option.help));
	const json = { command: name, summary, arguments: positionals, options: shown, examples };
	return { exitCode: 0, json, text: (style) => commandHelpText(command, style) };
}

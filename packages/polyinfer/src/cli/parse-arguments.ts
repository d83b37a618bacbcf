import { parseArgs } from "node:util";
import { suggestion } from "@polyinfer/core";
import type { Command, CommandArguments, CommandOption } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** Options that every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, CommandOption>> = {
	json: { help: "print one JSON document and nothing else" },
	help: { help: "explain the command" },
};

/** Checks `argv` against what `command` declares. Throws UsageError with the nearest known option. */
export function parseArguments(command: Command, argv: readonly string[]): CommandArguments {
	const options = { ...command.options, ...COMMON_OPTIONS };
	const { tokens } = parseArgs({
		args: [...argv],
		options: Object.fromEntries(
			Object.entries(options).map(([name, option]) => [name, { type: option.value ? "string" : "boolean" } as const]),
		),
		strict: false,
		tokens: true,
	});
	const positionals: string[] = [];
	const values: Record<string, string[]> = {};
	for (const token of tokens) {
		if (token.kind === "positional") positionals.push(token.value);
		if (token.kind !== "option") continue;
		const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
		if (!option) {
			const near = suggestion(
				token.rawName,
				Object.keys(options).map((name) => `--${name}`),
			);
			throw new UsageError(`Unknown option \`${token.rawName}\` of \`polyinfer ${command.name}\`.${near}`);
		}
		const missing = token.value === undefined || (!token.inlineValue && token.value.startsWith("--"));
		if (option.value && missing)
			throw new UsageError(`\`--${token.name}\` needs a value: --${token.name} ${option.value}`);
		if (!option.value && token.inlineValue) throw new UsageError(`\`--${token.name}\` takes no value.`);
		const given = values[token.name] ?? [];
		values[token.name] = given;
		if (given.length > 0 && option.value && !option.multiple)
			throw new UsageError(`\`--${token.name}\` was given twice.`);
		given.push(token.value ?? "");
	}
	checkPositionals(command, positionals);
	return { positionals, values, json: "json" in values };
}

function checkPositionals(command: Command, given: readonly string[]): void {
	const wanted =
		command.positionals.map((name) => ` <${name}>`).join("") + (command.more ? ` [${command.more}...]` : "");
	if (given.length < command.positionals.length)
		throw new UsageError(
			`Expected \`polyinfer ${command.name}${wanted}\`: <${command.positionals[given.length]}> is missing.`,
		);
	if (given.length > command.positionals.length && command.more === undefined)
		throw new UsageError(
			`Expected \`polyinfer ${command.name}${wanted}\` but received \`${given[command.positionals.length]}\` on top.`,
		);
}

import { align } from "./align.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS } from "./parse-arguments.ts";
import type { Style } from "./style.ts";

/** What `polyinfer --help` prints. */
export function helpText(commands: readonly Command[], style: Style): string {
	return [
		`${style.bold("polyinfer")}: one inference API over many engines`,
		"",
		style.bold("Commands"),
		...align(commands.map((command) => [usage(command), command.summary])),
		"",
		style.bold("Everywhere"),
		...align([
			["--json", COMMON_OPTIONS.json?.help ?? ""],
			["--help", COMMON_OPTIONS.help?.help ?? ""],
			["--version", "print the version"],
		]),
		"",
		"Exit codes: 0 done, 1 failed, 2 typed wrongly, 3 no backend can do it.",
	].join("\n");
}

/** What `polyinfer <command> --help` prints. */
export function commandHelpText(command: Command, style: Style): string {
	const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).filter(([, option]) => option.help);
	return [
		`${style.bold(`polyinfer ${usage(command)}`)}: ${command.summary}`,
		"",
		style.bold("Options"),
		...align(options.map(([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ""}`, help ?? ""])),
		...(command.examples.length > 0
			? ["", style.bold("Examples"), ...command.examples.map((line) => `  ${line}`)]
			: []),
	].join("\n");
}

function usage(command: Command): string {
	const more = command.more === undefined ? [] : [`[${command.more}...]`];
	return [command.name, ...command.positionals.map((name) => `<${name}>`), ...more].join(" ");
}

import { expect, test } from "vitest";
import type { Command } from "./command.ts";
import { parseArguments } from "./parse-arguments.ts";

const command: Command = {
	name: "try",
	positionals: ["model"],
	summary: "",
	examples: [],
	options: { input: { value: "a=b", multiple: true }, runs: { value: "n" }, trusted: {} },
	run: () => Promise.reject(new Error("not run")),
};

test("takes values after a space or an equals sign, several where that is allowed, switches and arguments", () => {
	const argv = ["m.onnx", "--input", "x=random", "--input=y=zeros", "--runs", "3", "--trusted", "--json"];
	expect(parseArguments(command, argv)).toEqual({
		positionals: ["m.onnx"],
		values: { input: ["x=random", "y=zeros"], runs: ["3"], trusted: [""], json: [""] },
		json: true,
	});
});

test("takes a file whose name starts with dashes after --", () => {
	expect(parseArguments(command, ["--", "--model.onnx"]).positionals).toEqual(["--model.onnx"]);
});

test.each([
	[["m", "--inptu", "x=random"], /Unknown option `--inptu` of `polyinfer try`\. Did you mean `--input`\?/],
	[["m", "--constructor"], /Unknown option `--constructor`/],
	[["m", "-x"], /Unknown option `-x`/],
	[["m", "--runs"], /`--runs` needs a value: --runs n/],
	[["m", "--runs", "--trusted"], /`--runs` needs a value/],
	[["m", "--trusted=yes"], /`--trusted` takes no value/],
	[["m", "--runs", "1", "--runs", "2"], /`--runs` was given twice/],
	[[], /<model> is missing/],
	[["m", "n"], /received `n` on top/],
])("%j is refused with a sentence", (argv, message) => {
	expect(() => parseArguments(command, argv)).toThrow(message);
	expect(() => parseArguments(command, argv)).toThrow(expect.objectContaining({ name: "UsageError" }));
});

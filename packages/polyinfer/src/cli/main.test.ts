import { expect, test } from "vitest";
import { catalogueOf, runCli } from "../testing/run-cli.ts";
import { version } from "../version.ts";
import { COMMANDS } from "./main.ts";

const none = catalogueOf();

test("--version prints the package's version", async () => {
	expect(await runCli(["--version"], none)).toMatchObject({ exitCode: 0, stdout: `${version()}\n`, stderr: "" });
	expect((await runCli(["--version", "--json"], none)).json()).toEqual({ ok: true, version: version() });
});

test("--help names every command and the exit codes", async () => {
	const { exitCode, stdout } = await runCli(["--help"], none);
	expect(exitCode).toBe(0);
	for (const { name, summary } of COMMANDS) expect(stdout).toMatch(new RegExp(`${name}.*${summary}`));
	expect(stdout).toMatch(/0 done, 1 failed, 2 typed wrongly, 3 no backend/);
});

test("no command is a usage error that prints the help", async () => {
	expect(await runCli([], none)).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("doctor") });
});

test.each(COMMANDS.map(({ name }) => name))("%s --help explains its options, as text and as JSON", async (name) => {
	const text = await runCli([name, "--help"], none);
	expect(text).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`polyinfer ${name}`) });
	expect(text.stdout).not.toContain("--probe");
	expect((await runCli(["help", name], none)).stdout).toBe(text.stdout);
	expect((await runCli([name, "--help", "--json"], none)).json()).toMatchObject({ ok: true, command: name });
});

test.each([
	[["doctr"], "Did you mean `doctor`?"],
	[["--versoin"], "Did you mean `--version`?"],
	[["run", "m.onnx", "--rnus", "3"], "Did you mean `--runs`?"],
	[["run", "m.onnx", "--runs", "many"], "Expected a whole number of 1 and above in `--runs` but received `many`."],
	[["run", "m.onnx", "--prefer", "gpu"], "Unknown word `gpu` in `--prefer`. Did you mean `cpu`?"],
	[["run"], "<model> is missing"],
])("%j is a usage error on stderr, and one document with --json", async (argv, sentence) => {
	const text = await runCli(argv, none);
	expect(text).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(sentence) });
	const json = await runCli([...argv, "--json"], none);
	expect(json).toMatchObject({ exitCode: 2, stderr: "" });
	expect(json.json()).toEqual({ ok: false, error: { code: "USAGE", message: expect.stringContaining(sentence) } });
});

test("colours are printed only where the terminal has them", async () => {
	expect((await runCli(["--help"], none)).stdout).not.toContain("\x1b[");
	expect((await runCli(["--help"], none, { colourBits: 8 })).stdout).toContain("\x1b[1m");
});

import { seconds } from "../run/clock.mjs";
import { ask, finish, tool } from "../run/command.mjs";
import { inParallel } from "../run/in-parallel.mjs";
import { root } from "../run/root.mjs";
import { sourceFiles } from "../run/source-files.mjs";

/**
 * @typedef {{ name: string, args: readonly string[], advice: string, program?: string }} Step
 *   `program` is node unless said
 */

/** `tsc -b` has run before: its build is the first thing a job does. */
const steps = [
	{
		name: "biome",
		args: [tool("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
		advice: "node_modules/.bin/biome check --write .",
	},
	{
		name: "types of the tests",
		args: [tool("typescript/bin/tsc"), "-p", "tsconfig.test.json", "--pretty", "false"],
		advice: "the types of tests, examples and scripts, which `tsc -b` leaves out",
	},
	{
		name: "eslint",
		args: [tool("eslint/bin/eslint.js"), "--max-warnings", "0", "--no-error-on-unmatched-pattern", "."],
		advice: "await the promise, return it, or put `void` before it",
	},
	{
		name: "dependency-cruiser",
		args: [tool("dependency-cruiser/bin/dependency-cruise.mjs"), "packages", "--config", ".dependency-cruiser.cjs"],
		advice: "ARCHITECTURE.md says what each package may import",
	},
	{
		name: "knip",
		args: [tool("knip/bin/knip.js"), "--no-progress"],
		advice: "delete what nobody uses, or add the entry to knip.json",
	},
	{ name: "sizes", args: ["scripts/check-size.mjs"], advice: "split the file by idea" },
	{ name: "includes", args: ["scripts/check-includes.mjs"], advice: "engine libraries see no vendor header" },
	{ name: "folders", args: ["scripts/check-folders.mjs"], advice: "every folder of a kind has the same files" },
	{
		name: "packed packages",
		args: ["scripts/check-packed.mjs"],
		advice: "publint and attw look at the tarballs in .cache/packed",
	},
];

/**
 * Runs every check, says of each whether it holds and how long it took, and of each that fails what to do.
 *
 * @param {readonly string[]} only names of checks; empty: all
 * @returns {Promise<number>} exit code
 */
export async function check(only) {
	const chosen = [...steps, ...clangFormat()].filter(({ name }) => only.length === 0 || only.includes(name));
	const results = await inParallel(chosen.map((step) => () => runStep(step)));
	const failed = results.filter((result) => result !== undefined);
	for (const { name, output, advice } of failed) console.log(`\n--- ${name}\n${output.trimEnd()}\n--> ${advice}`);
	if (chosen.length === 0) console.log(`There is no such check: ${only.join(", ")}`);
	console.log(
		failed.length === 0 ? `\n${chosen.length} checks hold` : `\n${failed.length} of ${chosen.length} checks fail`,
	);
	return failed.length === 0 && chosen.length > 0 ? 0 : 1;
}

/**
 * @param {Step} step
 * @returns {Promise<{ name: string, output: string, advice: string } | undefined>} undefined where the check holds
 */
async function runStep({ name, args, advice, program = process.execPath }) {
	const begin = performance.now();
	const { code, output } = await finish(program, args, { show: false });
	console.log(`${code === 0 ? "ok  " : "FAIL"} ${name}: ${seconds(performance.now() - begin)}`);
	if (code === 0 && name === "sizes") console.log(output.trimEnd());
	return code === 0 ? undefined : { name, output, advice };
}

/** @returns {Step[]} nothing where clang-format is not installed or there is no style */
function clangFormat() {
	if (ask("clang-format", ["--version"]) === undefined) return [];
	const files = ["packages", "bench"].flatMap((folder) => sourceFiles(`${root}/${folder}`, /\.(c|cc|h)$/));
	if (files.length === 0) return [];
	const advice = "clang-format -i <file>";
	return [{ name: "clang-format", program: "clang-format", args: ["--dry-run", "--Werror", ...files], advice }];
}

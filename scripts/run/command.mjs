import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { cleanEnv } from "./clean-env.mjs";
import { root } from "./root.mjs";
import { Stop } from "./stop.mjs";

/**
 * @typedef {{ code: number, output: string }} Ended `output` is stdout and stderr together, empty where they were shown
 * @typedef {{ cwd?: string, env?: Record<string, string>, show?: boolean }} CommandOptions
 */

/**
 * Runs a program to its end, its output on ours (`show`, the default) or collected.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<Ended>}
 */
export function finish(command, args, { cwd = root, env = {}, show = true } = {}) {
	return new Promise((resolve) => {
		/** @type {import("node:child_process").SpawnOptions} */
		const spawned = {
			cwd,
			env: { ...cleanEnv(process.env), ...env },
			stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
		};
		const child = spawn(command, args, spawned);
		let output = "";
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding("utf8").on("data", (text) => {
				output += text;
			});
		}
		child.on("error", (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
		child.on("close", (code, signal) =>
			resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), output }),
		);
	});
}

/**
 * The same, but a failure ends the job with the program's own exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<string>}
 */
export async function must(command, args, options = {}) {
	const { code, output } = await finish(command, args, options);
	if (code === 0) return output;
	const line = [command.split(/[\\/]/).pop(), ...args].join(" ");
	throw new Stop(`${output}\nThis failed with exit code ${code}: ${line.replaceAll(`${root}/`, "")}`, code);
}

/**
 * First line of what a program prints, or undefined where it cannot be run.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | undefined}
 */
export function ask(command, args) {
	// Not in the repository: there a pnpm on PATH would switch to the version of package.json and always agree.
	const ended = spawnSync(command, args, { cwd: "/", env: cleanEnv(process.env), encoding: "utf8" });
	return ended.status === 0 ? (ended.stdout.split("\n")[0] ?? "").trim() : undefined;
}

/**
 * Path of a tool's script in node_modules. Called through node, since npx looks for updates first.
 *
 * @param {string} script such as `vitest/vitest.mjs`
 */
export const tool = (script) => join(root, "node_modules", script);

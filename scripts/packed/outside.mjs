import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnv } from "../run/clean-env.mjs";

/**
 * How a program ended.
 *
 * @typedef {{ code: number, stdout: string, stderr: string }} Ended
 */

/**
 * A new folder outside the workspace, with a space in its name, and an ES module package in it.
 *
 * @param {string} [name]
 */
export function emptyProject(name = "my project") {
	const folder = join(mkdtempSync(join(tmpdir(), "polyinfer packed ")), name);
	mkdirSync(folder);
	writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
	return folder;
}

/** The environment of a user who has set nothing of ours, nor of any engine or test runner. */
function userEnv() {
	const ours = /^(ORT|ONNXRUNTIME|POLYINFER|VITEST|VITE|TEST)(_|$)|^(NODE_ENV|NODE_OPTIONS|NODE_PATH|CI)$/;
	return Object.fromEntries(Object.entries(cleanEnv(process.env)).filter(([name]) => !ours.test(name)));
}

/**
 * Runs a program in a folder to its end.
 *
 * @param {string} folder
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} [env]
 * @returns {Promise<Ended>}
 */
export function runIn(folder, command, args, env = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: folder,
			env: { ...userEnv(), ...env },
			stdio: ["ignore", "pipe", "pipe"],
			shell: process.platform === "win32",
		});
		let stdout = "";
		let stderr = "";
		child.stdout.setEncoding("utf8").on("data", (text) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text) => {
			stderr += text;
		});
		child.on("error", reject);
		child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
	});
}

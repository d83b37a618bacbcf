import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = fileURLToPath(new URL("..", import.meta.url));

/** How a program ended. */
export interface Ended {
	readonly code: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Bundles a program, written as if it lay in `src/`, and runs it with Node. */
export async function runProgram(code: string): Promise<Ended> {
	return start(process.execPath, [await buildProgram(code)]);
}

/** Bundles a program, written as if it lay in `src/`. Gives its path. */
export async function buildProgram(code: string): Promise<string> {
	const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
	const folder = join(source, "../.cache/programs", hash);
	mkdirSync(folder, { recursive: true });
	const path = join(folder, "program.js");
	await build({
		stdin: { contents: code, resolveDir: source, loader: "ts" },
		outfile: path,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		conditions: ["polyinfer-source"],
	});
	return path;
}

function start(command: string, args: readonly string[]): Promise<Ended> {
	const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
	let stdout = "";
	let stderr = "";
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
	});
}

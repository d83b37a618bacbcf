import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

const source = fileURLToPath(new URL("..", import.meta.url));

/** How a program ended. */
export interface Ended {
	readonly code: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly ms: number;
}

/** Bundles a program, written as if it lay in `src/`, beside the fallback's worker. Returns its path. */
export async function buildProgram(code: string): Promise<string> {
	const hash = createHash("sha256").update(code).digest("hex").slice(0, 16);
	const folder = join(source, "../.cache/programs", hash);
	mkdirSync(folder, { recursive: true });
	const shared: BuildOptions = {
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		conditions: ["polyinfer-source"],
	};
	await build({
		...shared,
		stdin: { contents: code, resolveDir: source, loader: "ts" },
		outfile: join(folder, "program.js"),
	});
	await build({
		...shared,
		entryPoints: [join(source, "fallback/fallback-worker.ts")],
		outfile: join(folder, "fallback-worker.js"),
	});
	return join(folder, "program.js");
}

/** Runs a command to its end. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
	const started = performance.now();
	const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
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
		child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr, ms: performance.now() - started }));
	});
}

/** Bundles a program and runs it with Node. */
export async function runProgram(code: string, env?: NodeJS.ProcessEnv): Promise<Ended> {
	return run(process.execPath, [await buildProgram(code)], env);
}

import { spawn } from "node:child_process";

/** How a child process ended. */
export interface ProcessResult {
	readonly code: number | null;
	readonly signal: string | null;
	readonly stdout: string;
	readonly stderr: string;
	readonly ms: number;
}

/** Runs a module in a process of its own; killed after `timeoutMs`. */
export function runProcess(
	path: string,
	args: readonly string[],
	options: { readonly env?: NodeJS.ProcessEnv; readonly timeoutMs?: number } = {},
): Promise<ProcessResult> {
	const start = performance.now();
	const child = spawn(process.execPath, ["--expose-gc", path, ...args], {
		env: { ...process.env, NODE_OPTIONS: "", ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
		timeout: options.timeoutMs ?? 30_000,
	});
	let stdout = "";
	let stderr = "";
	child.stdout.on("data", (text) => {
		stdout += text;
	});
	child.stderr.on("data", (text) => {
		stderr += text;
	});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr, ms: performance.now() - start }));
	});
}

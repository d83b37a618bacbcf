import { spawn } from "node:child_process";

/** How a program ended. `code` is `undefined` where it could not be started. */
export interface ProgramEnd {
	readonly code: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

/** What a program is started with. */
export interface ProgramOptions {
	/** Set on top of this process's environment. */
	readonly environment?: Readonly<Record<string, string>>;
	readonly signal?: AbortSignal | undefined;
}

/** Runs a program to its end, without a terminal. Never rejects: one that does not exist or is aborted has no `code`. */
export function runProgram(
	program: string,
	args: readonly string[],
	{ environment = {}, signal }: ProgramOptions = {},
): Promise<ProgramEnd> {
	return new Promise((resolve) => {
		const child = spawn(program, [...args], {
			env: { ...process.env, ...environment },
			stdio: ["ignore", "pipe", "pipe"],
			windowsHide: true,
			...(signal ? { signal } : {}),
		});
		let stdout = "";
		let stderr = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		child.on("error", (error) => resolve({ code: undefined, stdout, stderr: error.message }));
		child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
	});
}

import { spawn } from "node:child_process";

/** How a command ended. `code` is `undefined` where it could not be started. */
export interface CommandResult {
	readonly code: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

const timeoutMs = 300_000;

/** Runs a program to its end, without a terminal. Never rejects: a program that does not exist has no `code`. */
export function runCommand(program: string, args: readonly string[], folder: string): Promise<CommandResult> {
	return new Promise((resolve) => {
		// npm is a .cmd file on Windows, which only a shell starts; all arguments are our own words.
		const shell = process.platform === "win32";
		const child = spawn(program, [...args], {
			cwd: folder,
			env: outsideEnvironment(),
			shell,
			stdio: ["ignore", "pipe", "pipe"],
			timeout: timeoutMs,
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

/** The environment without what a surrounding `npm run` tells its children of its own package. */
function outsideEnvironment(): NodeJS.ProcessEnv {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^npm_(lifecycle|package)_|^npm_config_(prefix|recursive)$/.test(name),
		),
	);
}

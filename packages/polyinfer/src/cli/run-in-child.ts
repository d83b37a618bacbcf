import { execFile } from "node:child_process";

/** What a process of the command line printed, and how it ended. */
export interface ChildResult {
	readonly stdout: string;
	/** Why it ended without being done; `undefined` for any exit of its own. */
	readonly died?: string;
}

const MOST_OUTPUT_BYTES = 1 << 26;

/** Calls `script`, this command line, with other arguments in a process of its own, for at most `timeoutMs`. Never rejects. */
export function runInChild(script: string, argv: readonly string[], timeoutMs: number): Promise<ChildResult> {
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[script, ...argv],
			{ timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true },
			(error, stdout) => {
				if (!error || typeof error.code === "number") return resolve({ stdout });
				if (!error.signal) return resolve({ stdout, died: error.message });
				const late = error.killed ? ` after ${timeoutMs / 1000} s` : "";
				resolve({ stdout, died: `its process ended with ${error.signal}${late}` });
			},
		);
	});
}

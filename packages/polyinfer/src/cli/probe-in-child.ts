import { fork } from "node:child_process";
import type { BackendState } from "./backend-state.ts";

/** An engine that hangs is given up after this long. */
const TIMEOUT_MS = 60_000;

/**
 * Tries a backend in a process of its own: `script` is called as `doctor --probe <id>` and sends its state.
 * Where it ends without one, it crashed, and that is the state. Never rejects.
 */
export function probeInChild(
	script: string,
	id: string,
	environment: Readonly<Record<string, string | undefined>> = {},
): Promise<BackendState> {
	const noProcess = (error: Error): BackendState => {
		return { id, state: "found", reason: `no process to try it in: ${error.message}` };
	};
	return new Promise<BackendState>((resolve) => {
		let state: BackendState | undefined;
		const child = fork(script, ["doctor", "--probe", id], {
			stdio: ["ignore", "ignore", "ignore", "ipc"],
			execArgv: [],
			env: { ...process.env, ...environment },
			timeout: TIMEOUT_MS,
			killSignal: "SIGKILL",
		});
		child.on("message", (message) => {
			state = message as BackendState;
		});
		child.on("error", (error) => resolve(noProcess(error)));
		child.on("exit", (exitCode, signal) => {
			const ended = exitCode === 0 ? undefined : `its process ended with ${signal ?? `exit code ${exitCode}`}`;
			if (!state) resolve({ id, state: "found", stage: "load", reason: ended ?? "its process ended without a word" });
			else if (!ended) resolve(state);
			else resolve({ ...state, notes: [...(state.notes ?? []), `${ended} after that`] });
		});
	}).catch(noProcess);
}

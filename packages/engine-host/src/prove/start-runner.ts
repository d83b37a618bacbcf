import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** How one process of `polyinfer-runner` went. */
export interface RunnerEnd {
	readonly code: number | null;
	readonly signal: string | null;
	/** Killed because its time was over. */
	readonly isLate: boolean;
	/** Its own lines. */
	readonly answers: readonly string[];
	/** The end of what engines printed. */
	readonly noise: string;
}

/** What {@link startRunner} starts. */
export interface RunnerStart {
	readonly runner: string;
	readonly args: readonly string[];
	/** Read by the process as descriptors 3, 4, ... */
	readonly inputs?: readonly Uint8Array[];
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
}

const FIRST_DESCRIPTOR = 3;
const MOST_ANSWER_CHARACTERS = 1 << 20;
const MOST_NOISE_CHARACTERS = 1 << 12;
/** For what a process has left in its pipes when it ended: another one, which it started, may hold them open. */
const PATIENCE_MS = 500;

/** The words by which the runner finds input `index`. */
export function inputName(index: number): string {
	return `@${FIRST_DESCRIPTOR + index}`;
}

/**
 * Runs `polyinfer-runner` to its end, in a process group of its own, which is killed when the time is over, on an
 * abort, and when the process has ended. Rejects only where it does not start.
 */
export function startRunner({ runner, args, inputs = [], timeoutMs, signal }: RunnerStart): Promise<RunnerEnd> {
	const child = spawn(runner, args, {
		// The first pipe is never written: its end tells the process that this one is gone.
		stdio: ["pipe", "pipe", "pipe", ...inputs.map(() => "pipe" as const)],
		detached: true,
	});
	const killAll = (): void => {
		try {
			if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
		} catch {
			// Nothing of it is left.
		}
	};
	const answers = keep(child.stdio[1], (text, more) => (text + more).slice(0, MOST_ANSWER_CHARACTERS));
	const noise = keep(child.stdio[2], (text, more) => (text + more).slice(-MOST_NOISE_CHARACTERS));
	const pipes = [child.stdin, ...child.stdio.slice(FIRST_DESCRIPTOR)] as Writable[];
	for (const pipe of pipes) pipe.on("error", () => {}); // the process ended before it had read all
	for (const [i, bytes] of inputs.entries())
		pipes[i + 1]?.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
		killAll();
	}, timeoutMs);
	signal?.addEventListener("abort", killAll, { once: true });
	if (signal?.aborted) killAll();
	return new Promise<RunnerEnd>((resolve, reject) => {
		child.once("error", reject);
		child.once("exit", (code, ended) => {
			killAll();
			const settle = (): void =>
				resolve({ code, signal: ended, isLate, answers: answers().split("\n").filter(Boolean), noise: noise() });
			const patience = setTimeout(settle, PATIENCE_MS);
			child.once("close", () => {
				clearTimeout(patience);
				settle();
			});
		});
	}).finally(() => {
		clearTimeout(timer);
		signal?.removeEventListener("abort", killAll);
		for (const stream of child.stdio) stream?.destroy();
	});
}

function keep(stream: unknown, add: (text: string, more: string) => string): () => string {
	let text = "";
	const from = stream as Readable;
	from.setEncoding("utf8");
	from.on("data", (more: string) => {
		text = add(text, more);
	});
	from.on("error", () => {});
	return () => text;
}

import { spawn, spawnSync } from "node:child_process";
import { loadavg } from "node:os";
import { othersShare, readBusy } from "./others-share.ts";
import type { Load } from "./result.ts";
import type { Peer, Request, Response } from "./suite.ts";

/** What a process said, or why it said nothing. */
export type Answer = { readonly load: Load } & ({ readonly response: Response } | { readonly failure: string });

/** A process that takes longer than this hangs. */
const TIMEOUT_MS = 120_000;

let pins: boolean | undefined;

/** Whether this machine can bind a process to processors. */
export function canPin(): boolean {
	pins ??= spawnSync("taskset", ["-c", "0", "true"]).status === 0;
	return pins;
}

/** Runs one process of a peer, bound to the first `cores` processors where that can be done. */
export async function runProcess(peer: Peer, request: Request, cores: number): Promise<Answer> {
	const { program, args } = peer.command(request);
	const pinned = canPin() ? ["taskset", "-c", cores === 1 ? "0" : `0-${cores - 1}`] : [];
	const [command = "", ...rest] = [...pinned, program, ...args];
	const before = readBusy();
	const [loadAverage = 0] = loadavg();
	const { code, stdout, stderr } = await finish(command, rest);
	const response = code === 0 ? parse(stdout) : undefined;
	const load = { loadAverage, othersShare: othersShare(before, response?.cpuMs ?? 0) };
	if (response) return { load, response };
	return { load, failure: lastError(stderr) || `ended with ${code} and without an answer` };
}

function finish(command: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
	return new Promise((resolve) => {
		const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: TIMEOUT_MS });
		let stdout = "";
		let stderr = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			stdout += text;
		});
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		child.on("error", (error) => resolve({ code: 127, stdout, stderr: error.message }));
		child.on("close", (code, signal) => resolve({ code: code ?? 1, stdout, stderr: stderr || String(signal ?? "") }));
	});
}

/** Of what Node prints of an uncaught error, or any other program, the line that tells it. */
function lastError(stderr: string): string {
	const lines = stderr.trim().split("\n");
	return lines.findLast((line) => /^\w*Error\b.*: /.test(line)) ?? lines.at(-1) ?? "";
}

function parse(stdout: string): Response | undefined {
	try {
		return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Response;
	} catch {
		return undefined;
	}
}

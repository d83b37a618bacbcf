import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Calls, readTrace } from "./read-trace.ts";

/** What a program and all that it started did to the machine. */
export interface Trace extends Calls {
	readonly code: number | null;
	readonly signal: string | null;
	/** All that went to file descriptors 1 and 2. */
	readonly stdout: string;
	readonly stderr: string;
	/** What lies in its home in the end; that was empty. */
	readonly homeFiles: readonly string[];
}

/** What {@link traceProgram} runs. */
export interface TraceOptions {
	/** Beside PATH and HOME: nothing of this process's own is passed on. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Folders that it may write to, such as a cache. */
	readonly mayWrite?: readonly string[];
}

/** The trace of a program that leaves the machine as it was. */
export const QUIET: Trace = {
	code: 0,
	signal: null,
	stdout: "",
	stderr: "",
	homeFiles: [],
	connections: [],
	written: [],
	identified: [],
};

/** True where programs can be traced: Linux with strace. */
export function hasTracer(): boolean {
	return process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;
}

/** How long an engine is watched: `POLYINFER_QUIET_SECONDS`, else half a second, which the tests of every change can pay. */
export function quietMs(environment: Readonly<Record<string, string | undefined>> = process.env): number {
	return Number(environment.POLYINFER_QUIET_SECONDS || 0.5) * 1000;
}

/** Runs a command to its end with an empty home, and tells what it connected to, wrote and printed. Needs strace. */
export async function traceProgram(
	[command, ...args]: readonly [string, ...string[]],
	{ environment = {}, mayWrite = [] }: TraceOptions = {},
): Promise<Trace> {
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-quiet-"));
	const home = await mkdtemp(join(tmpdir(), "polyinfer-home-"));
	const log = join(folder, "trace");
	try {
		const calls =
			"trace=network,chdir,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat";
		const child = spawn("strace", ["-f", "-qq", "-e", calls, "-e", "signal=none", "-o", log, command, ...args], {
			env: { PATH: process.env.PATH, HOME: home, ...environment },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const printed = { stdout: "", stderr: "" };
		for (const name of ["stdout", "stderr"] as const)
			child[name].setEncoding("utf8").on("data", (text: string) => {
				printed[name] += text;
			});
		const end = await new Promise<Pick<Trace, "code" | "signal">>((resolve, reject) => {
			child.on("error", reject);
			child.on("close", (code, signal) => resolve({ code, signal }));
		});
		const homeFiles = await readdir(home, { recursive: true });
		return { ...end, ...printed, homeFiles, ...readTrace(await readFile(log, "utf8"), mayWrite) };
	} finally {
		await Promise.all([folder, home].map((path) => rm(path, { recursive: true, force: true })));
	}
}

import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { abortedError, InferenceError } from "@polyinfer/core";
import { checkLibrary } from "@polyinfer/engine-host";
import { unavailable } from "./errors.ts";

/** One call of a vendor's converter. */
export interface ConverterProgram {
	/** The backend's id. */
	readonly backend: string;
	/** What texts call the converter. */
	readonly title: string;
	/** Absolute path. */
	readonly program: string;
	readonly args: readonly string[];
	/** Working directory. */
	readonly folder: string;
	/** All of its environment. */
	readonly environment: Readonly<Record<string, string>>;
	/** The line to type where it does not start. */
	readonly install: string;
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
}

/** How a converter ended. */
export interface ConverterEnd {
	readonly code: number | null;
	/** Name of the signal that ended it. */
	readonly ended: string | null;
	/** The last lines that it printed, to stdout and stderr, without empty ones. */
	readonly lines: readonly string[];
}

const MOST_CHARACTERS = 1 << 18;

/**
 * Runs a converter in a process of its own. Rejects with UNAVAILABLE where it does not start, TIMEOUT where it takes longer
 * than allowed, ABORTED; stage `"convert"`.
 */
export async function runConverterProgram(call: ConverterProgram): Promise<ConverterEnd> {
	const { backend, title, signal, timeoutMs } = call;
	if (signal?.aborted) throw abortedError(signal);
	await checkProgram(call);
	const { code, ended, isLate, printed } = await start(call);
	if (signal?.aborted) throw abortedError(signal);
	if (isLate)
		throw new InferenceError("TIMEOUT", `${title} was stopped after ${timeoutMs} ms.`, {
			backend,
			stage: "convert",
			advice: "Raise the option `convertTimeoutMs`.",
		});
	return { code, ended, lines: printed.split(/\r?\n/).filter((line) => line !== "") };
}

/** No program is smaller than its header. */
const HEADER_BYTES = 64;

/** The system hands what it does not know to a shell, which would run a broken program as a script. */
async function checkProgram({ backend, program, install }: ConverterProgram): Promise<void> {
	const head = await readHead(program);
	if (head.toString("latin1", 0, 2) === "#!") return;
	const checked = await checkLibrary(program);
	const reason = checked.ok ? `${program} is cut short after ${head.length} bytes` : checked.reason;
	if (checked.ok && head.length === HEADER_BYTES) return;
	throw unavailable(backend, `The converter does not start: ${reason}.`, install, { stage: "convert" });
}

async function readHead(path: string): Promise<Buffer> {
	const file = await open(path).catch(() => undefined);
	if (file === undefined) return Buffer.alloc(0);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

function start({
	backend,
	program,
	args,
	folder,
	environment,
	install,
	timeoutMs,
	signal,
}: ConverterProgram): Promise<
	Pick<ConverterEnd, "code" | "ended"> & { readonly isLate: boolean; readonly printed: string }
> {
	const child = spawn(program, [...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: environment });
	let printed = "";
	let isLate = false;
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8");
		stream.on("data", (more: string) => {
			printed = (printed + more).slice(-MOST_CHARACTERS);
		});
	}
	const kill = (): void => void child.kill("SIGKILL");
	const timer = setTimeout(() => {
		isLate = true;
		kill();
	}, timeoutMs);
	signal?.addEventListener("abort", kill, { once: true });
	return new Promise<Awaited<ReturnType<typeof start>>>((resolve, reject) => {
		child.once("error", (cause) =>
			reject(unavailable(backend, `${program} does not start: ${cause.message}`, install, { stage: "convert", cause })),
		);
		child.once("close", (code, ended) => resolve({ code, ended, isLate, printed }));
	}).finally(() => {
		clearTimeout(timer);
		signal?.removeEventListener("abort", kill);
	});
}

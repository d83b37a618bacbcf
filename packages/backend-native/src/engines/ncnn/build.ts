import { spawn, spawnSync } from "node:child_process";
import { copyFile, mkdir, realpath } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { abortedError, InferenceError } from "@polyinfer/core";
import type { BuildRequest } from "@polyinfer/engine-host";
import { unavailable } from "../../errors.ts";
import { ncnnBuildOptions } from "./build-options.ts";
import fetch from "./fetch.json" with { type: "json" };

const CMAKE = "cmake";
const LIBRARY = process.platform === "darwin" ? "libncnn.1.dylib" : "libncnn.so.1";
/** Of the whole time, about. */
const CONFIGURE_SHARE = 0.05;
const MOST_LINES = 2000;

/** Builds ncnn's library from its sdist, see `EngineSource.build`. Takes about five minutes of one processor. */
export async function buildNcnn({ sources, into, progress, signal }: BuildRequest): Promise<void> {
	const hasNinja = checkTools();
	const folder = join(sources, "build");
	progress(0, "configuring");
	const generator = hasNinja ? ["-G", "Ninja"] : [];
	await run(["-S", sources, "-B", folder, ...generator, ...ncnnBuildOptions(fetch.version)], signal);
	progress(CONFIGURE_SHARE, "compiling");
	await run(["--build", folder, "--parallel", String(availableParallelism())], signal, (line) => {
		const done = shareIn(line);
		if (done !== undefined) progress(CONFIGURE_SHARE + (1 - CONFIGURE_SHARE) * done, "compiling");
	});
	await mkdir(join(into, "lib"), { recursive: true });
	await copyFile(await realpath(join(folder, "src", LIBRARY)), join(into, "lib", LIBRARY));
	progress(1, "built");
}

/** Whether Ninja is there. Throws UNAVAILABLE, with what to type, where a tool that is needed is not. */
function checkTools(): boolean {
	const has = (program: string): boolean => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
	const hasNinja = has("ninja");
	const compiler = process.env.CXX || "c++";
	const missing = [
		...(has(CMAKE) ? [] : ["CMake"]),
		...(has(compiler) ? [] : [`C++ compiler (${compiler})`]),
		...(hasNinja || has("make") ? [] : ["Ninja or make"]),
	];
	if (missing.length === 0) return hasNinja;
	const advice =
		process.platform === "darwin"
			? "xcode-select --install; brew install cmake ninja"
			: "apt install g++ cmake ninja-build";
	throw unavailable("ncnn", `ncnn is built from source, for which there is no ${missing.join(", no ")} here.`, advice);
}

/** `[12/404] Building ...` of Ninja and `[ 36%] Building ...` of make. */
function shareIn(line: string): number | undefined {
	const [, done, all, percent] = /^\[ *(?:(\d+)\/(\d+)|(\d+)%)\]/.exec(line) ?? [];
	if (percent !== undefined) return Number(percent) / 100;
	return done === undefined ? undefined : Number(done) / Number(all);
}

/** Runs CMake with all that it starts, which an abort ends, too. */
async function run(
	words: readonly string[],
	signal: AbortSignal | undefined,
	onLine?: (line: string) => void,
): Promise<void> {
	if (signal?.aborted) throw abortedError(signal);
	const child = spawn(CMAKE, words, {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, LC_ALL: "C", NINJA_STATUS: "[%f/%t] " },
		detached: process.platform !== "win32",
	});
	const kill = (): void => {
		if (child.pid === undefined) return;
		try {
			process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
		} catch {
			// It has just ended.
		}
	};
	const lines: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		let rest = "";
		stream.setEncoding("utf8");
		stream.on("data", (text: string) => {
			const parts = (rest + text).split(/\r?\n/);
			rest = parts.pop() ?? "";
			for (const line of parts) onLine?.(line);
			lines.push(...parts);
			lines.splice(0, lines.length - MOST_LINES);
		});
	}
	signal?.addEventListener("abort", kill, { once: true });
	const ended = await new Promise<string | undefined>((resolve) => {
		child.once("error", (error) => resolve(error.message));
		child.once("close", (code, name) => resolve(code === 0 ? undefined : (name ?? `exit code ${code}`)));
	});
	signal?.removeEventListener("abort", kill);
	if (signal?.aborted) throw abortedError(signal);
	if (ended === undefined) return;
	const errors = lines.filter((line) => /error/i.test(line)).slice(0, 5);
	const said = (errors.length > 0 ? errors : lines.slice(-5)).join("\n");
	throw new InferenceError("ENGINE", `Building ncnn failed (${ended}):\n${said}`, { backend: "ncnn" });
}

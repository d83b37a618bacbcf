import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileOnce } from "../../../engine-host/src/cuda/testing/compile.ts";
import { encodeLaunches, type RecordedLaunches } from "./recorded-launches.ts";
import { REMOVABLE_BARRIERS } from "./removable-barriers.ts";

const source: string = fileURLToPath(new URL("..", import.meta.url));
const replaySource: string = fileURLToPath(new URL("../../native/test/replay_launches.cc", import.meta.url));

/** Every `kernel.cu`. */
function kernelFiles(): string[] {
	return readdirSync(source)
		.map((folder) => join(source, folder, "kernel.cu"))
		.filter((path) => existsSync(path));
}

/**
 * All kernels of ops for the emulation of CUDA, compiled where they are not yet: a library each `kernel.cu`, for
 * `FakeDriver.kernels`. A kernel is listed by `EMU_KERNEL` in its file, or by its plain definition. `before` is a text of C++
 * behind the emulation's header.
 */
export function emulatedKernels(before = ""): string[] {
	const headers = readdirSync(source, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".cuh"))
		.sort()
		.map((path) => `// ${readFileSync(join(source, path), "utf8").replaceAll("\n", "\n// ")}\n`);
	return kernelFiles().map((path) => {
		const text = readFileSync(path, "utf8");
		const names = [...text.matchAll(/__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s+)?(\w+)\s*\(/g)]
			.map(([, name]) => name as string)
			.filter((name) => name !== "__launch_bounds__" && !text.includes(`EMU_KERNEL(${name})`));
		const listed = names.map((name) => `EMU_KERNEL(${name})\n`).join("");
		const whole = `#include "cuda_emu.h"\n${before}#line 1 "${path}"\n${text}\n${listed}${headers.join("")}`;
		const flags = ["-shared", "-fvisibility=hidden", "-DCUDA_EMU", "-Wno-unknown-pragmas", "-I", dirname(path)];
		return compileOnce(`${basename(dirname(path))}.so`, whole, flags);
	});
}

/** How threads take turns in an emulation: forwards, backwards, and in random orders. */
export const ORDERS: readonly number[] = [0, 1, 7, 1234567];

/** A replay that goes round in circles is ended after so long. */
const REPLAY_TIMEOUT_MS = 300_000;
const MUTANT_TIMEOUT_MS = 20_000;

/**
 * Does recorded work again on emulated kernels, in this order. Gives what differs from what is expected: `""`, nothing.
 * `removedBarrier`: one of the kernels' barriers, as `folder/file:line`, that does nothing.
 */
export function replayLaunches(recorded: readonly RecordedLaunches[], order: number, removedBarrier = ""): string {
	const headers = fileURLToPath(new URL("../../../engine-host/native/cuda/", import.meta.url));
	const include = ["-I", headers];
	const header = readFileSync(join(headers, "recorded_launches.h"), "utf8").length;
	const text = `// ${header}\n${readFileSync(replaySource, "utf8")}`;
	const program = compileOnce("replay_launches", text, include);
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-launches-"));
	try {
		const files = recorded.map((one, i) => {
			const path = join(folder, `${i}`);
			writeFileSync(path, encodeLaunches(one));
			return path;
		});
		const { stdout, stderr, status, signal } = spawnSync(
			program,
			[emulatedKernels(removedBarrier && REMOVABLE_BARRIERS).join(","), String(order), ...files],
			{
				encoding: "utf8",
				timeout: removedBarrier ? MUTANT_TIMEOUT_MS : REPLAY_TIMEOUT_MS,
				killSignal: "SIGKILL",
				env: { ...process.env, POLYINFER_REMOVED_BARRIER: removedBarrier },
			},
		);
		return status === 0 ? "" : `${stdout}${stderr}${signal ?? ""}` || `exit code ${status}`;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

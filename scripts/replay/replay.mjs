import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { finish, must, tool } from "../run/command.mjs";
import { cache, root } from "../run/root.mjs";

/**
 * Runs the tests of ops as in a browser and writes down what kernels did in them: other runs each time, since the tests
 * choose at random.
 *
 * @param {string} folder for the recordings; what is in it is deleted
 * @param {number} most runs of one kernel in one test
 * @returns {Promise<string[]>} the recordings
 */
export async function recordRuns(folder, most) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const env = { POLYINFER_RECORD_RUNS: folder, POLYINFER_RECORD_MOST: String(most) };
	const args = [tool("vitest/vitest.mjs"), "run", "--config", "scripts/replay/vitest.config.ts"];
	await must(process.execPath, args, { env, show: false });
	return readdirSync(folder).map((name) => join(folder, name));
}

/**
 * Compiles the program that does recorded runs again.
 *
 * @param {import("./replay-builds.mjs").ReplayBuild} build
 * @returns {Promise<string>} its path
 */
export async function buildReplay({ name, options }) {
	const folder = join(cache, "replay", name);
	await must("cmake", ["-S", root, "-B", folder, "-DPOLYINFER_NATIVE_TESTS=ON", ...options], { show: false });
	const target = ["--target", "polyinfer_ops_replay"];
	await must("cmake", ["--build", folder, "--parallel", "2", ...target], { show: false });
	return join(folder, "test/ops_replay");
}

/**
 * Does recorded runs again. Anything but the recorded results is a failure, and so is what a sanitizer finds.
 *
 * @param {string} program
 * @param {readonly string[]} command what runs it; empty: it runs by itself
 * @param {readonly string[]} recordings
 * @returns {Promise<{ code: number, output: string, runs: Record<string, number>, sets: string[] }>}
 *   `runs`: how many by kernel; `sets`: instruction sets that did each of them
 */
export async function replay(program, command, recordings) {
	const [first = program, ...rest] = [...command, program];
	const env = { UBSAN_OPTIONS: "print_stacktrace=1" };
	const { code, output } = await finish(first, [...rest, ...recordings], { env, show: false });
	const runs = [...output.matchAll(/^(\w+) (\d+)$/gm)].map(([, kernel = "", count]) => [kernel, Number(count)]);
	const sets = [...output.matchAll(/^by (\w+)$/gm)].map(([, set = ""]) => set);
	return { code, output, runs: Object.fromEntries(runs), sets };
}

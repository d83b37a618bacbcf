import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildReplay, recordRuns, replay } from "../replay/replay.mjs";
import { neon, sanitized } from "../replay/replay-builds.mjs";
import { cache } from "./root.mjs";
import { Stop } from "./stop.mjs";

/** In one round, of one kernel in one test. */
const mostRuns = 1000;

/**
 * Lets the tests of ops choose other plans and arrays, round by round, and does again what kernels did in them: under
 * sanitizers, and for NEON where that can be done. Ends at the first round that fails, whose recordings stay.
 *
 * @param {readonly string[]} args `[--seconds n]`
 * @returns {Promise<number>} exit code
 */
export async function fuzzKernels(args) {
	const { values } = parseArgs({ args: [...args], options: { seconds: { type: "string", default: "60" } } });
	const end = performance.now() + Number(values.seconds) * 1000;
	if (Number.isNaN(end)) throw new Stop("usage: npm run fuzz -- kernels [--seconds n]", 2);
	if (sanitized.missing !== undefined) throw new Stop(`Kernels cannot be compiled here. Type: ${sanitized.missing}`);
	if (neon.missing !== undefined) console.log(`kernels: not for NEON. To have that: ${neon.missing}`);
	const builds = neon.missing === undefined ? [sanitized, neon] : [sanitized];
	const folder = join(cache, "fuzz/kernels");
	let rounds = 0;
	let runs = 0;
	do {
		const recordings = await recordRuns(folder, mostRuns);
		for (const build of builds) {
			const ended = await replay(await buildReplay(build), build.command, recordings);
			if (ended.code !== 0) throw new Stop(`${ended.output}\nkernels: a run fails, recorded in ${folder}`, 1);
			if (build === sanitized) runs += Object.values(ended.runs).reduce((sum, count) => sum + count, 0);
		}
		rounds++;
	} while (performance.now() < end);
	console.log(
		`kernels: ${runs} runs in ${rounds} rounds, ${builds.map(({ name }) => name).join(" and ")}, all the same`,
	);
	return 0;
}

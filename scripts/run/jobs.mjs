import { check } from "../check/check.mjs";
import { officialTests } from "../official/official.mjs";
import { bench } from "./bench.mjs";
import { seconds, sinceStart, timed } from "./clock.mjs";
import { demo } from "./demo.mjs";
import { engineCache, engines } from "./engines.mjs";
import { examples } from "./examples.mjs";
import { fuzz } from "./fuzz.mjs";
import { fuzzKernels } from "./fuzz-kernels.mjs";
import { install } from "./install.mjs";
import { alone } from "./lock.mjs";
import { lookAround } from "./machine.mjs";
import { models } from "./models.mjs";
import { native } from "./native.mjs";
import { missingPrerequisites } from "./prerequisites.mjs";
import { watchEngines } from "./quiet.mjs";
import { Stop } from "./stop.mjs";
import { tests } from "./tests.mjs";
import { typescript } from "./typescript.mjs";
import { pnpmVersion } from "./workspace.mjs";

/**
 * @typedef {{ models: "needed" | "wanted" | "unused", engines?: "wanted", job: (args: readonly string[]) => Promise<number> }} Job
 *   `wanted`: a model or engine that cannot be fetched is a skipped test
 */

/** @type {Record<string, Job>} */
const jobs = {
	start: { models: "needed", job: examples },
	test: { models: "wanted", engines: "wanted", job: tests },
	demo: { models: "needed", job: demo },
	bench: { models: "wanted", engines: "wanted", job: bench },
	"conformance:full": {
		models: "unused",
		engines: "wanted",
		job: async (args) => (await officialTests(args)) || (args.length > 0 ? 0 : await watchEngines()),
	},
	check: { models: "unused", job: check },
	fuzz: {
		models: "unused",
		job: async (args) => (args[0] === "kernels" ? fuzzKernels(args.slice(1)) : (await fuzz(args)).code),
	},
	// Its parts import what is installed only by then.
	release: { models: "needed", job: async (args) => (await import("../release/release.mjs")).release(args) },
	build: { models: "unused", job: async () => 0 },
};

/**
 * Installs and builds what has changed, then does the job.
 *
 * @param {readonly string[]} args name of the job and its own arguments
 * @returns {Promise<number>} exit code: that of what failed, 2 for a job that there is not
 */
export async function main([name = "", ...args]) {
	const chosen = jobs[name];
	if (chosen === undefined) {
		console.error(`Expected one of ${Object.keys(jobs).join(", ")} but received ${JSON.stringify(name)}.`);
		return 2;
	}
	process.env.POLYINFER_CACHE = engineCache;
	try {
		await prepare(chosen);
		console.log(`${name}: ready after ${sinceStart()}`);
		const begin = performance.now();
		const code = await chosen.job(args);
		if (name !== "build" && name !== "test") console.log(`${name}: ${seconds(performance.now() - begin)}`);
		return code;
	} catch (error) {
		if (!(error instanceof Stop)) throw error;
		if (error.message !== "") console.error(error.message);
		return error.exitCode;
	}
}

/**
 * Installs and builds; quick and without network where nothing has changed.
 *
 * @param {Pick<Job, "models" | "engines">} needs
 */
async function prepare(needs) {
	const found = lookAround();
	const missing = missingPrerequisites(found, { pnpm: pnpmVersion(), models: needs.models !== "unused" });
	if (missing.length > 0) {
		const lines = missing.map(({ what, type }) => `  ${what}: ${type}`);
		throw new Stop(["Missing on this machine, with the line to type:", ...lines].join("\n"));
	}
	await alone(async () => {
		await timed("install", install);
		await timed("native build", () => native(found));
		await timed("TypeScript build", typescript);
		if (needs.engines !== undefined) await timed("engines", () => engines(found));
		if (needs.models !== "unused") await timed("models", () => models(needs.models === "needed"));
	});
}

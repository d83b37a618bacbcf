import { writeFileSync } from "node:fs";
import { checkPacked } from "../check-packed.mjs";
import { platforms } from "../pack/platforms-table.mjs";
import { packAll } from "../pack.mjs";
import { seconds } from "../run/clock.mjs";
import { Stop } from "../run/stop.mjs";
import { cells } from "./cells-table.mjs";
import { crossBuild } from "./cross-build.mjs";
import { documentFile, documentOf } from "./document.mjs";
import { serveTarballs } from "./local-registry.mjs";
import { releaseTools } from "./package-managers.mjs";
import { runCell } from "./run-cell.mjs";
import { runForeign } from "./run-foreign.mjs";

/**
 * Builds and packs everything for every platform, installs it in every way of the matrix, and writes docs/release.md.
 * Publishes nothing.
 *
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
export async function release(args) {
	if (args.join() !== "--dry-run")
		throw new Stop("This publishes nothing. Type: npm run release -- --dry-run     (pnpm release --dry-run)", 2);
	/** @type {Awaited<ReturnType<typeof crossBuild>>[]} */
	const natives = [];
	for (const platform of platforms) natives.push(await told(`build ${platform.name}`, () => crossBuild(platform)));
	const packed = await told("pack", () => packAll("release", natives));
	for (const { name, sizeBytes } of packed)
		console.log(`  ${name.padEnd(36)} ${(sizeBytes / 1e6).toFixed(2).padStart(6)} MB`);
	const wrong = await told("publint and attw", () => checkPacked(packed));
	for (const line of wrong) console.error(`error: ${line}`);
	const tools = await told("package managers", releaseTools);
	const registry = await serveTarballs(packed.map(({ tarball }) => tarball));
	/** @type {string[]} */
	const failed = [...wrong];
	/** @type {import("./document.mjs").Outcome[]} */
	const outcomes = [];
	const shop = { registry, manager: tools.npm11 };
	try {
		for (const cell of cells) {
			const text = await told(cell.name, () => runCell(cell, registry, tools).catch(failure(cell.name, failed)));
			outcomes.push({ name: cell.name, text });
		}
		for (const native of natives) {
			const text = await told(`run ${native.platform}`, () =>
				runForeign(native, shop).catch(failure(native.platform, failed)),
			);
			outcomes.push({ name: native.platform, text });
		}
	} finally {
		await registry.close();
	}
	if (failed.length > 0) return 1;
	writeFileSync(documentFile, documentOf({ packed, natives, outcomes }));
	return 0;
}

/** @param {string} name @param {string[]} failed */
const failure = (name, failed) => (/** @type {Error} */ error) => {
	failed.push(name);
	return `FAILED: ${error.message}`;
};

/**
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 */
async function told(name, work) {
	const begin = performance.now();
	const result = await work();
	const text = typeof result === "string" ? `: ${result}` : "";
	console.log(`${name}${text} (${seconds(performance.now() - begin)})`);
	return result;
}

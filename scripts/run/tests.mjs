import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { finish, tool } from "./command.mjs";
import { skippedWithoutCompiler } from "./prerequisites.mjs";
import { cache, root } from "./root.mjs";
import { results, supportTable } from "./support-table.mjs";

const addon = join(root, "packages/engine-host/build/native/host.node");
const file = join(cache, "test-counts.json");

/**
 * Runs vitest and prints the closing line, alone on its line: `N passed, N failed, N skipped`.
 *
 * @param {readonly string[]} args of vitest
 * @returns {Promise<number>} exit code
 */
export async function tests(args) {
	rmSync(file, { force: true });
	rmSync(results, { recursive: true, force: true });
	const { code } = await finish(process.execPath, [tool("vitest/vitest.mjs"), "run", ...args], {
		env: { POLYINFER_RESULTS: results },
	});
	/** @type {{ passed: number, failed: number, skipped: number, skips: string[] }} */
	const counts = existsSync(file)
		? JSON.parse(readFileSync(file, "utf8"))
		: { passed: 0, failed: 0, skipped: 0, skips: [] };
	// A run that ended badly without a failed test is still a failure.
	if (code !== 0 && counts.failed === 0) counts.failed = 1;
	// Only a run of everything tells what a backend does.
	const wrong = code === 0 && args.length === 0 ? await supportTable() : "";
	if (wrong !== "") {
		console.error(wrong);
		counts.failed++;
	}
	for (const skip of counts.skips.slice(0, 50)) console.log(`skipped: ${skip}`);
	if (counts.skips.length > 50) console.log(`skipped: ${counts.skips.length - 50} more`);
	if (!existsSync(addon)) console.log(skippedWithoutCompiler);
	console.log(closingLine(counts));
	return code === 0 && counts.failed > 0 ? 1 : code;
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`;

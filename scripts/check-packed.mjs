// publint and attw (ESM only) on every packed tarball.
import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { packAll } from "./pack.mjs";
import { finish, tool } from "./run/command.mjs";
import { ifMain } from "./run/if-main.mjs";
import { inParallel } from "./run/in-parallel.mjs";

/** @param {import("./pack.mjs").Packed} packed */
async function check({ name, tarball, hasTypes }) {
	const bytes = readFileSync(tarball);
	const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
	const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
	const lines = messages.map((message) => `${name}: ${formatMessage(message, pkg) ?? message.code}`);
	if (!hasTypes) return lines;
	const { code, output } = await finish(
		process.execPath,
		[tool("@arethetypeswrong/cli/dist/index.js"), tarball, "--profile", "esm-only", "--no-color", "--no-emoji"],
		{ show: false },
	);
	return code === 0 ? lines : [...lines, `${name}: attw\n${output}`];
}

/**
 * @param {readonly import("./pack.mjs").Packed[]} packed
 * @returns {Promise<string[]>} what is wrong, one line each
 */
export const checkPacked = async (packed) => (await inParallel(packed.map((one) => () => check(one)))).flat();

await ifMain(import.meta.url, async () => {
	const wrong = await checkPacked(await packAll());
	for (const line of wrong) console.error(`error: ${line}`);
	return wrong.length > 0 ? 1 : 0;
});

import { finish, tool } from "./command.mjs";

const SECONDS = "30";

/**
 * Watches every engine under strace for half a minute each: what `npm test` does for half a second.
 *
 * @returns {Promise<number>} exit code
 */
export async function watchEngines() {
	const { code } = await finish(
		process.execPath,
		[tool("vitest/vitest.mjs"), "run", "--project", "long", "quiet.long", "telemetry.long"],
		{ env: { POLYINFER_QUIET_SECONDS: SECONDS } },
	);
	return code;
}

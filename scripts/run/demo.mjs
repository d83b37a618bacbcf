import { join } from "node:path";
import { finish, must } from "./command.mjs";
import { root } from "./root.mjs";

/**
 * Builds the page of `examples/web-demo` and serves it until it is stopped.
 *
 * @param {readonly string[]} args of `vite preview`
 * @returns {Promise<number>} exit code
 */
export async function demo(args) {
	const folder = join(root, "examples/web-demo");
	const vite = join(folder, "node_modules/vite/bin/vite.js");
	await must(process.execPath, [vite, "build"], { cwd: folder });
	const { code } = await finish(process.execPath, [vite, "preview", ...args], { cwd: folder });
	return code;
}

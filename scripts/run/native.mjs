import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { finish, tool } from "./command.mjs";
import { canBuildNative, withoutCompiler } from "./prerequisites.mjs";
import { isRequired } from "./required.mjs";
import { cache, root } from "./root.mjs";
import { hashFiles, sourceFiles } from "./source-files.mjs";
import { onChange } from "./stamp.mjs";
import { Stop } from "./stop.mjs";
import { packages } from "./workspace.mjs";

/** Folder of cmake-js. */
const build = join(root, "build");
const log = join(cache, "native.log");

/**
 * Builds the addon and the engine libraries. Where that cannot be done everything runs on the JavaScript fallback,
 * except where the addon is asked for: in CI, and by POLYINFER_REQUIRE=addon.
 *
 * @param {import("./prerequisites.mjs").Found} found
 * @param {Record<string, string | undefined>} [env]
 */
export async function native(found, env = process.env) {
	if (!canBuildNative(found)) return giveUp(withoutCompiler, env);
	const files = sourceFiles(
		root,
		/\.(cc|cpp|c|h|hpp|inc|def|map|cmake)$|\/CMakeLists\.txt$|\/ops\.wasm\.json$|\/pnpm-lock\.yaml$|\/ops\.wasm\.json$/,
	);
	const step = {
		stamp: join(cache, "stamps", "native"),
		// CMake's cache holds absolute paths: another place is another build.
		hash: hashFiles(root, files, root, found.compiler ?? "", found.cmake ?? ""),
		makes: [join(root, "packages/engine-host/build/native/host.node")],
	};
	return onChange(step, async () => {
		if (isOfAnotherPlace()) rmSync(build, { recursive: true, force: true });
		const { code, output } = await compile("");
		if (code === 0) return;
		// Ops run as WebAssembly without their addon: that one cannot be compiled is no reason to have none.
		if (!isRequired("addon", env) && (await compile("ops")).code === 0) {
			rmSync(join(root, "packages/ops/build/native"), { recursive: true, force: true });
			console.log(`ops.node cannot be compiled here: ops run as WebAssembly.\n${firstErrors(output)}`);
			return;
		}
		// An addon of older sources would be worse than none.
		for (const { path } of packages()) rmSync(join(path, "build/native"), { recursive: true, force: true });
		throw new Stop(`The native build failed:\n${firstErrors(output)}\nThe whole log: .cache/native.log`);
	}).catch((error) => {
		if (!(error instanceof Stop)) throw error;
		return giveUp(error.message, env, "Going on with the JavaScript fallback.");
	});
}

/** @param {string} without a part that is left out, or "" */
async function compile(without) {
	const cores = String(availableParallelism());
	const args = ["compile", `--CDPOLYINFER_WITHOUT=${without}`, "--parallel", cores];
	const ended = await finish(process.execPath, [tool("cmake-js/bin/cmake-js"), ...args], { show: false });
	mkdirSync(cache, { recursive: true });
	writeFileSync(log, ended.output);
	return ended;
}

/**
 * @param {string} text
 * @param {Record<string, string | undefined>} env
 * @param {...string} instead said where the addon is not required
 * @returns {boolean}
 */
function giveUp(text, env, ...instead) {
	if (isRequired("addon", env)) throw new Stop(`${text}\nIt is required here (CI or POLYINFER_REQUIRE).`);
	for (const line of [text, ...instead]) console.log(line);
	return false;
}

/** @returns {boolean} whether the folder was configured in a copy of this repository elsewhere */
function isOfAnotherPlace() {
	const settings = join(build, "CMakeCache.txt");
	if (!existsSync(settings)) return existsSync(build) && readdirSync(build).length > 0;
	return !readFileSync(settings, "utf8").includes(`CMAKE_HOME_DIRECTORY:INTERNAL=${root}\n`);
}

/** @param {string} output */
function firstErrors(output) {
	const lines = output.trimEnd().split("\n");
	const errors = [...new Set(lines.filter((line) => /\berror\b/i.test(line) && !line.startsWith("ERR")))];
	return (errors.length > 0 ? errors.slice(0, 5) : lines.slice(-5)).map((line) => `  ${line}`).join("\n");
}

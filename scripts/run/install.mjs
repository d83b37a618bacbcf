import { join } from "node:path";
import { ask, must } from "./command.mjs";
import { cache, root } from "./root.mjs";
import { hashFiles, sourceFiles } from "./source-files.mjs";
import { onChange } from "./stamp.mjs";
import { pnpmVersion } from "./workspace.mjs";

/** Installs what the lockfile says, when a manifest or the lockfile has changed. */
export function install() {
	const manifests = sourceFiles(root, /\/package\.json$/);
	const files = [...manifests, join(root, "pnpm-lock.yaml"), join(root, "pnpm-workspace.yaml")];
	const step = {
		stamp: join(cache, "stamps", "install"),
		hash: hashFiles(root, files, root),
		makes: [join(root, "node_modules", ".modules.yaml")],
	};
	return onChange(step, async () => {
		await pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--config.confirmModulesPurge=false"]);
	});
}

/**
 * Runs pnpm in exactly the version of package.json: the one on PATH or, without installing it, npm's copy of it.
 *
 * @param {readonly string[]} args
 * @param {import("./command.mjs").CommandOptions} [options]
 */
export function pnpm(args, options) {
	const version = pnpmVersion();
	if (ask("pnpm", ["--version"]) === version) return must("pnpm", args, options);
	return must("npx", ["--yes", "--prefer-offline", `pnpm@${version}`, ...args], options);
}

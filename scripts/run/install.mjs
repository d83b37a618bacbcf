import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ask, must } from "./command.mjs";
import { cache, root } from "./root.mjs";
import { hashFiles, sourceFiles } from "./source-files.mjs";
import { onChange } from "./stamp.mjs";
import { packages, pnpmVersion } from "./workspace.mjs";

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
		for (const { path, manifest } of packages()) {
			for (const program of Object.values(manifest.bin ?? {})) holdPlace(join(path, program));
		}
		await pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--config.confirmModulesPurge=false"]);
	});
}

/**
 * pnpm links the programs of packages when it installs, which is before they are built, and warns where there is none.
 *
 * @param {string} program
 */
function holdPlace(program) {
	if (existsSync(program)) return;
	mkdirSync(dirname(program), { recursive: true });
	writeFileSync(program, '#!/usr/bin/env node\nthrow new Error("Not built yet: npm run build");\n', { mode: 0o755 });
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

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";

/**
 * @typedef {{ name: string, version: string, private?: boolean, packageManager?: string, onnxruntime?: string,
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, bin?: Record<string, string> }} Manifest
 * @typedef {{ folder: string, path: string, manifest: Manifest }} Package `folder` as in `packages/<folder>`
 */

/**
 * @param {string} folder absolute
 * @returns {Manifest}
 */
export const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/**
 * The packages under `packages/`, those for one platform not among them.
 *
 * @returns {Package[]}
 */
export function packages() {
	const parent = join(root, "packages");
	return readdirSync(parent)
		.map((folder) => ({ folder, path: join(parent, folder) }))
		.filter(({ path }) => existsSync(join(path, "package.json")))
		.map((at) => ({ ...at, manifest: manifestOf(at.path) }));
}

/**
 * Everything that tsup builds: the packages, and the models, which have no declarations since nobody else uses them.
 *
 * @returns {Package[]}
 */
export function builtPackages() {
	const path = join(root, "models");
	return [...packages(), { folder: "models", path, manifest: manifestOf(path) }].filter((of) =>
		existsSync(join(of.path, "tsup.config.ts")),
	);
}

/** The version of pnpm that this repository is installed with. */
export function pnpmVersion() {
	const [, version] = (manifestOf(root).packageManager ?? "").split("@");
	if (version === undefined) throw new Error("package.json has no packageManager: pnpm@<version>");
	return version;
}

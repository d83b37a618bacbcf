import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that fetched and derived files lie in: `POLYINFER_MODELS`, else `.cache/models` at the repository's root. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const chosen = environment.POLYINFER_MODELS;
	return chosen ? resolve(chosen) : join(repositoryRoot(), ".cache", "models");
}

/** The root of the repository, whether this file runs from `src` or bundled from `dist`. */
export function repositoryRoot(): string {
	let folder = dirname(fileURLToPath(import.meta.url));
	while (!existsSync(join(folder, "pnpm-workspace.yaml")) && folder !== dirname(folder)) folder = dirname(folder);
	return folder;
}

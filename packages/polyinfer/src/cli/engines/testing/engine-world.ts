import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createFakeBackend } from "@polyinfer/conformance";
import type { EngineSource } from "@polyinfer/engine-host";
import { afterEach, beforeEach, vi } from "vitest";
import { type CliResult, catalogueOf, runCli } from "../../../testing/run-cli.ts";
import type { BackendState } from "../../backend-state.ts";
import type { CliContext } from "../../command.ts";

/** A cache and a package index of its own for each test of a file. */
export interface EngineWorld {
	/** Absolute. */
	readonly cache: string;
	/** Folder of archives, which pip takes for its only index. */
	readonly index: string;
	/** Manifests of the engines that were tried, as they lay there while they were. */
	readonly tried: Record<string, unknown>[];
	/** `polyinfer engines ...words`. Every engine that is tried runs, unless `context` says otherwise. */
	engines(
		words: readonly string[],
		sources: readonly EngineSource[],
		context?: Partial<CliContext>,
	): Promise<CliResult>;
}

/** Call it at the top of a file of tests. */
export function engineWorld(): EngineWorld {
	let folder = "";
	const tried: Record<string, unknown>[] = [];
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "polyinfer engines "));
		await mkdir(join(folder, "index"));
		tried.length = 0;
		vi.stubEnv("POLYINFER_CACHE", join(folder, "cache"));
		vi.stubEnv("PIP_NO_INDEX", "1");
		// pip parts folders at spaces, which a URL has none of.
		vi.stubEnv("PIP_FIND_LINKS", pathToFileURL(join(folder, "index")).href);
		vi.stubEnv("PIP_NO_CACHE_DIR", "1");
	});
	afterEach(async () => {
		vi.unstubAllEnvs();
		await rm(folder, { recursive: true, force: true });
	});
	return {
		get cache() {
			return join(folder, "cache");
		},
		get index() {
			return join(folder, "index");
		},
		tried,
		engines(words, sources, context = {}) {
			const backends = sources.map(({ id }) => createFakeBackend({ id }));
			return runCli(["engines", ...words], catalogueOf(...backends), {
				engineSources: () => Promise.resolve(sources),
				probe: async (id, environment = {}): Promise<BackendState> => {
					const cache = environment.POLYINFER_CACHE ?? join(folder, "cache");
					const manifest = await readFile(join(cache, "engines", id, "1.0.0/engine.json"), "utf8");
					tried.push({ ...(JSON.parse(manifest) as object), environment });
					return { id, state: "runs", version: "1.0.0", ms: 1 };
				},
				...context,
			});
		},
	};
}

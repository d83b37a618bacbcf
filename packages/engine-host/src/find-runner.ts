import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { findAddon } from "./addon.ts";

/** The two files that a session in a process of its own needs. */
export type RunnerFiles =
	| {
			readonly status: "found";
			/** The executable `polyinfer-runner`. */
			readonly runner: string;
			/** The engine library that talks to it. */
			readonly engine: string;
	  }
	| { readonly status: "missing"; readonly reason: string; readonly advice: string };

/** Looks for `polyinfer-runner` beside the addon. Loads and starts nothing. */
export function findRunner(environment: Readonly<Record<string, string | undefined>> = process.env): RunnerFiles {
	const addon = findAddon(environment);
	if (addon.status === "missing") return addon;
	const folder = dirname(addon.path);
	const runner = join(folder, "polyinfer-runner");
	const engine = join(folder, "libpolyinfer_isolated.so");
	const advice =
		process.platform === "linux"
			? "in a checkout: npm run build; else reinstall @polyinfer/engine-host"
			: "leave `isolate` out: it works on Linux only";
	for (const path of [runner, engine])
		if (!statSync(path, { throwIfNoEntry: false })?.isFile())
			return { status: "missing", reason: `A process of its own needs ${path}, which is not there.`, advice };
	return { status: "found", runner, engine };
}

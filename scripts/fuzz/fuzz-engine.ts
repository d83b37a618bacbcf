import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

/** What {@link fuzzEngine} changes and gives to whom. */
export interface EngineFuzz {
	/** Its id, as in `prefer`. */
	readonly engine: string;
	/** The vendor's library; left out: the one that `polyinfer doctor` finds. */
	readonly library: string | undefined;
	/** The model whose copies are changed. */
	readonly model: string;
	readonly seconds: number;
	readonly seed: number;
	/** Where copies go that a process died of. */
	readonly folder: string;
	/** Further settings of `polyinfer-runner fuzz`. */
	readonly settings: readonly string[];
}

/** Opens changed copies of a model on an engine, each in a process of its own. Gives the exit code: 1 where one died. */
export function fuzzEngine({ engine, library, model, seconds, seed, folder, settings }: EngineFuzz): number {
	const parts = partsOf(engine, library);
	if (typeof parts === "string") {
		console.error(parts);
		return 2;
	}
	mkdirSync(folder, { recursive: true });
	const asked = ["--seconds", String(seconds), "--seed", String(seed), "--folder", folder, ...settings];
	const { status, signal, stdout, stderr } = spawnSync(
		parts.runner,
		["fuzz", parts.library, parts.vendor, resolve(model), ...asked],
		{ encoding: "utf8" },
	);
	if (status !== 0) {
		console.error(stderr.trim() || `polyinfer-runner ended with ${signal ?? status}`);
		return 2;
	}
	console.log(`${engine}: ${stdout.trim()}`);
	return (JSON.parse(stdout) as { deaths: number }).deaths > 0 ? 1 : 0;
}

/** Where runner, engine library and vendor's library are, or what is missing. */
function partsOf(id: string, given: string | undefined): { runner: string; library: string; vendor: string } | string {
	const runner = resolve("packages/engine-host/build/native/polyinfer-runner");
	const library = readdirSync("packages")
		.map((name) => resolve("packages", name, "build/native", `libpolyinfer_${id}.so`))
		.find((path) => existsSync(path));
	if (library === undefined || !existsSync(runner))
		return `Expected polyinfer-runner and libpolyinfer_${id}.so in packages/*/build/native: npm run build`;
	if (given !== undefined) return { runner, library, vendor: given === "-" ? given : resolve(given) };
	const cli = resolve("packages/polyinfer/dist/cli.js");
	const { stdout } = spawnSync(process.execPath, [cli, "doctor", "--json", "--probe", id], { encoding: "utf8" });
	const [state] = (JSON.parse(stdout || "{}") as { backends?: { library?: string; reason?: string }[] }).backends ?? [];
	if (state?.library === undefined)
		return `Found no library of ${id} (${state?.reason ?? "no such backend"}): name one with --library`;
	return { runner, library, vendor: state.library };
}

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Peer } from "../harness/suite.ts";

/** Where the packages are, or why they could not be had. */
export type PythonSite = { readonly path: string } | { readonly missing: string };

/** Written last: what the folder holds. */
const MARK = "polyinfer-requirements.txt";

/** Fetches the bindings into a folder below `folder`, one for each version of Python, once. */
export function installBindings(requirements: string, folder: string): PythonSite {
	const asked = spawnSync("python3", ["-I", "-c", "import sys; print(sys.implementation.cache_tag)"], {
		encoding: "utf8",
	});
	if (asked.status !== 0) return { missing: "there is no `python3`" };
	const path = join(folder, asked.stdout.trim());
	const wanted = readFileSync(requirements, "utf8");
	const mark = join(path, MARK);
	if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return { path };
	const fresh = `${path}.${process.pid}`;
	// Without what the packages would bring along, among it the vendors' own telemetry.
	const how = ["--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check", "--quiet"];
	const args = ["-I", "-m", "pip", "install", ...how, "--target", fresh, "-r", requirements];
	const { status, stderr } = spawnSync("python3", args, { encoding: "utf8" });
	try {
		if (status !== 0) return { missing: `pip: ${stderr.trim().split("\n").at(-1)}` };
		writeFileSync(join(fresh, MARK), wanted);
		rmSync(path, { recursive: true, force: true });
		renameSync(fresh, path);
		return { path };
	} finally {
		rmSync(fresh, { recursive: true, force: true });
	}
}

/** An engine's own binding for Python. `loops` is the folder of `<engine>_loop.py`, two below the one of all suites. */
export function pythonPeer(engine: string, id: string, title: string, loops: string, site: PythonSite): Peer {
	const main = join(loops, "../../harness/python/main.py");
	const isMissing = "missing" in site;
	return {
		id,
		title,
		...(isMissing ? { missing: site.missing } : {}),
		command: (request) => ({
			program: "python3",
			// Nothing of the user's own settings and packages, and nothing written beside the sources.
			args: ["-I", "-B", main, JSON.stringify(request), isMissing ? "" : site.path, loops, engine],
		}),
	};
}

import { rmSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("../project.mjs").Project} Project */

/** Nobody listens there. */
const dead = "http://127.0.0.1:9";

/**
 * A second install takes everything from npm's cache.
 *
 * @param {Project} project
 */
export async function fromCache(project) {
	await project.install();
	for (const name of ["node_modules", "package-lock.json"])
		rmSync(join(project.folder, name), { recursive: true, force: true });
	const before = project.shop.registry.requests.length;
	await project.install(["--offline"]);
	if (project.shop.registry.requests.length > before) throw new Error("npm asked the registry.");
	return project.demo();
}

/**
 * Only the registry is reachable: whoever fetched anything else would fail. The demonstration reaches nothing at all.
 *
 * @param {Project} project
 */
export async function behindDeadProxy(project) {
	const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
	const proxies = Object.fromEntries(names.map((name) => [name, dead]));
	await project.install([], { ...proxies, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" });
	return project.demo({ ...proxies, NO_PROXY: undefined, no_proxy: undefined });
}

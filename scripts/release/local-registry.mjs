import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";

/**
 * @typedef {{ url: string, requests: string[], sentBytes: () => number, unknown: () => string[], close: () => Promise<void> }} Registry
 *   `requests`: paths asked for, in order; `sentBytes`: of tarballs; `unknown`: those that are neither ours nor an optional peer's
 * @typedef {{ name: string, version: string, peerDependenciesMeta?: object }} Manifest
 */

/**
 * A registry of tarballs on this machine, and of nothing else: what a package manager takes from it is what it would take
 * once they are published.
 *
 * @param {readonly string[]} tarballs
 * @param {readonly Manifest[]} others manifests of packages that are never to be taken, because
 *   they are for other machines
 * @returns {Promise<Registry>}
 */
export async function serveTarballs(tarballs, others = []) {
	/** @type {Map<string, object>} */
	const documents = new Map();
	const files = new Map(tarballs.map((tarball) => [`/-/${basename(tarball)}`, tarball]));
	/** @type {string[]} */
	const requests = [];
	/** @type {string[]} */
	const unknown = [];
	let sentBytes = 0;
	const server = createServer((request, response) => {
		const path = decodeURIComponent((request.url ?? "").split("?")[0] ?? "");
		requests.push(path);
		const file = files.get(path);
		const document = documents.get(path.slice(1));
		if (file !== undefined) {
			sentBytes += statSync(file).size;
			return void createReadStream(file).pipe(response);
		}
		if (document === undefined) unknown.push(path);
		response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
		response.end(JSON.stringify(document ?? { error: "not found" }));
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
	const address = /** @type {import("node:net").AddressInfo} */ (server.address());
	const url = `http://127.0.0.1:${address.port}/`;
	/** npm looks even for peers that need not be there. @type {Set<string>} */
	const peers = new Set();
	/** @param {Manifest} manifest @param {object} dist */
	const add = (manifest, dist) => {
		for (const peer of Object.keys(manifest.peerDependenciesMeta ?? {})) peers.add(`/${peer}`);
		documents.set(manifest.name, {
			name: manifest.name,
			"dist-tags": { latest: manifest.version },
			versions: { [manifest.version]: { ...manifest, dist } },
		});
	};
	for (const tarball of tarballs) {
		const text = execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" });
		const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
		add(JSON.parse(text), { integrity, tarball: `${url}-/${basename(tarball)}` });
	}
	for (const manifest of others) {
		const integrity = `sha512-${createHash("sha512").digest("base64")}`;
		add(manifest, { integrity, tarball: `${url}-/never.tgz` });
	}
	return {
		url,
		requests,
		sentBytes: () => sentBytes,
		unknown: () => unknown.filter((path) => !peers.has(path)),
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

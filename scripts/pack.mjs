// Packs every public package into .cache/packed and prints the sizes: `node scripts/pack.mjs`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { platforms, stagePlatform } from "./pack/platform-package.mjs";
import { ifMain } from "./run/if-main.mjs";
import { pnpm } from "./run/install.mjs";
import { cache, root } from "./run/root.mjs";
import { hashFiles } from "./run/source-files.mjs";
import { onChange } from "./run/stamp.mjs";
import { Stop } from "./run/stop.mjs";
import { manifestOf, packages } from "./run/workspace.mjs";

/**
 * @typedef {{ name: string, path: string, tarball: string, sizeBytes: number, hasTypes: boolean }} Packed
 *   `path`: folder that was packed
 */

const destination = join(cache, "packed");

/**
 * Packs what has changed since the last time. The packages have to be built.
 *
 * @returns {Promise<Packed[]>} in the order of their names
 */
export async function packAll() {
	mkdirSync(destination, { recursive: true });
	const inWorkspace = packages().filter(({ manifest }) => manifest.private !== true);
	const packed = [await packWorkspace(inWorkspace), ...(await Promise.all(platforms().map(packPlatform)))].flat();
	const kept = new Set(packed.map(({ tarball }) => tarball));
	for (const file of readdirSync(destination).map((name) => join(destination, name))) {
		if (!kept.has(file)) rmSync(file);
	}
	return packed.sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {import("./run/workspace.mjs").Package[]} of */
async function packWorkspace(of) {
	const unbuilt = of.filter(({ path }) => !existsSync(join(path, "dist/index.js")));
	if (unbuilt.length > 0)
		throw new Stop(`Not built: ${unbuilt.map(({ folder }) => folder).join(", ")}. Type: npm run build`);
	const made = of.map(({ path, manifest }) => ({ path, name: manifest.name, tarball: tarballOf(manifest) }));
	const step = {
		stamp: join(cache, "stamps", "pack"),
		hash: hashFiles(root, [join(root, "LICENSE"), ...of.flatMap(packedFiles)]),
		makes: made.map(({ tarball }) => tarball),
	};
	await onChange(step, async () => {
		const filters = made.flatMap(({ name }) => ["--filter", name]);
		await pnpm(["--recursive", ...filters, "pack", "--pack-destination", destination], { show: false });
	});
	return made.map((one) => ({ ...one, sizeBytes: statSync(one.tarball).size, hasTypes: true }));
}

/**
 * @param {string} platform
 * @returns {Promise<Packed>}
 */
async function packPlatform(platform) {
	const source = join(root, "packages/backend-onnx/npm", platform);
	const manifest = manifestOf(source);
	const tarball = tarballOf(manifest);
	const inputs = [join(source, "package.json"), join(root, "scripts/pack/onnxruntime-table.mjs")];
	const step = {
		stamp: join(cache, "stamps", `pack-${platform}`),
		hash: hashFiles(root, inputs),
		makes: [tarball, join(cache, "stage", `onnxruntime-${platform}`)],
	};
	await onChange(step, async () => {
		const path = await stagePlatform(platform);
		await pnpm(["pack", "--pack-destination", destination], { cwd: path, show: false });
	});
	const path = join(cache, "stage", `onnxruntime-${platform}`);
	return { name: manifest.name, path, tarball, sizeBytes: statSync(tarball).size, hasTypes: false };
}

/** @param {import("./run/workspace.mjs").Manifest} manifest */
const tarballOf = ({ name, version }) => join(destination, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);

/** What `files` of the manifest names. @param {import("./run/workspace.mjs").Package} of */
function packedFiles({ path }) {
	/** @type {{ files?: string[] }} */
	const { files = [] } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
	const listed = files
		.filter((pattern) => !pattern.startsWith("!") && existsSync(join(path, pattern)))
		.flatMap((pattern) =>
			readdirSync(join(path, pattern), { recursive: true, encoding: "utf8" }).map((name) => join(path, pattern, name)),
		)
		.filter((file) => statSync(file).isFile() && !file.endsWith(".tsbuildinfo"));
	const readme = join(path, "README.md");
	return [join(path, "package.json"), ...(existsSync(readme) ? [readme] : []), ...listed.sort()];
}

await ifMain(import.meta.url, async () => {
	for (const { name, sizeBytes } of await packAll()) {
		console.log(`${name.padEnd(34)} ${(sizeBytes / 1024).toFixed(1).padStart(9)} KiB`);
	}
	return 0;
});

// Packs every public package into .cache/packed and prints the sizes: `node scripts/pack.mjs`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { nativeFilesHere } from "./pack/native-files.mjs";
import { platforms, thisPlatform } from "./pack/platforms-table.mjs";
import { recompress } from "./pack/recompress.mjs";
import { stageEngineHost } from "./pack/stage-engine-host.mjs";
import { stageOnnxRuntime } from "./pack/stage-onnxruntime.mjs";
import { staleFiles } from "./pack/stale-files.mjs";
import { ifMain } from "./run/if-main.mjs";
import { inParallel } from "./run/in-parallel.mjs";
import { pnpm } from "./run/install.mjs";
import { cache, root } from "./run/root.mjs";
import { hashFiles } from "./run/source-files.mjs";
import { onChange } from "./run/stamp.mjs";
import { Stop } from "./run/stop.mjs";
import { manifestOf, packages } from "./run/workspace.mjs";

/**
 * @typedef {{ name: string, tarball: string, sizeBytes: number, hasTypes: boolean }} Packed
 */

/**
 * @typedef {{ platform: string, files: readonly string[], licences: readonly { name: string, file: string }[] }} Native
 *   files of ours for a platform, and the licences of what is linked into them
 */

/**
 * Packs what has changed since the last time. The packages have to be built.
 *
 * @param {string} folder in the cache
 * @param {readonly Native[]} natives Default: what was built here for this machine.
 * @returns {Promise<Packed[]>} in the order of their names
 */
export async function packAll(folder = "packed", natives = nativesHere()) {
	const destination = join(cache, folder);
	mkdirSync(destination, { recursive: true });
	const inWorkspace = packages().filter(({ manifest }) => manifest.private !== true);
	const packed = [
		await packWorkspace(destination, inWorkspace),
		...(await inParallel(
			natives.flatMap((native) => [
				() => packOnnxRuntime(destination, native.platform),
				() => packEngineHost(destination, native),
			]),
		)),
	].flat();
	const kept = new Set(packed.map(({ tarball }) => tarball));
	for (const file of readdirSync(destination).map((name) => join(destination, name))) {
		if (!kept.has(file)) rmSync(file);
	}
	return packed.sort((a, b) => a.name.localeCompare(b.name));
}

/** @returns {Native[]} nothing where we publish for no such machine or nothing native was built */
function nativesHere() {
	const files = nativeFilesHere();
	const isPublished = platforms.some(({ name }) => name === thisPlatform);
	return isPublished && files.length > 0 ? [{ platform: thisPlatform, files, licences: [] }] : [];
}

/**
 * @param {string} destination
 * @param {import("./run/workspace.mjs").Package[]} of
 * @returns {Promise<Packed[]>}
 */
async function packWorkspace(destination, of) {
	const unbuilt = of.filter(({ path }) => !existsSync(join(path, "dist/index.js")));
	if (unbuilt.length > 0)
		throw new Stop(`Not built: ${unbuilt.map(({ folder }) => folder).join(", ")}. Type: npm run build`);
	for (const file of of.flatMap(({ path }) => staleFiles(join(path, "dist")))) rmSync(file);
	const made = of.map(({ manifest }) => ({ name: manifest.name, tarball: tarballOf(destination, manifest) }));
	const step = {
		stamp: join(cache, "stamps", basename(destination)),
		hash: hashFiles(root, [join(root, "LICENSE"), ...of.flatMap(packedFiles)]),
		makes: made.map(({ tarball }) => tarball),
	};
	await onChange(step, async () => {
		const filters = made.flatMap(({ name }) => ["--filter", name]);
		await pnpm(["--recursive", ...filters, "pack", "--pack-destination", destination], { show: false });
		for (const { tarball } of made) await recompress(tarball);
	});
	return made.map(({ name, tarball }) => ({ name, tarball, sizeBytes: statSync(tarball).size, hasTypes: true }));
}

/**
 * @param {string} destination
 * @param {string} platform
 */
function packOnnxRuntime(destination, platform) {
	const source = join(root, "packages/backend-onnx/npm", platform);
	const inputs = [join(source, "package.json"), join(root, "scripts/pack/onnxruntime-table.mjs")];
	return packStage(destination, source, inputs, () => stageOnnxRuntime(platform));
}

/**
 * @param {string} destination
 * @param {Native} native
 */
function packEngineHost(destination, { platform, files, licences }) {
	const source = join(root, "packages/engine-host/npm", platform);
	const inputs = [join(source, "package.json"), ...files, ...licences.map(({ file }) => file)];
	return packStage(destination, source, inputs, async () => stageEngineHost(platform, files, licences));
}

/**
 * @param {string} destination
 * @param {string} source its manifest
 * @param {readonly string[]} inputs
 * @param {() => Promise<string>} stage
 * @returns {Promise<Packed>}
 */
async function packStage(destination, source, inputs, stage) {
	const manifest = manifestOf(source);
	const tarball = tarballOf(destination, manifest);
	const step = {
		stamp: join(cache, "stamps", `${basename(destination)}-${basename(tarball)}`),
		hash: hashFiles(root, inputs),
		makes: [tarball],
	};
	await onChange(step, async () => {
		await pnpm(["pack", "--pack-destination", destination], { cwd: await stage(), show: false });
		await recompress(tarball);
	});
	return { name: manifest.name, tarball, sizeBytes: statSync(tarball).size, hasTypes: false };
}

/**
 * @param {string} destination
 * @param {import("./run/workspace.mjs").Manifest} manifest
 */
const tarballOf = (destination, { name, version }) =>
	join(destination, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);

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

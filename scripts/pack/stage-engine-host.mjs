import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { cache, root } from "../run/root.mjs";
import { Stop } from "../run/stop.mjs";

const require = createRequire(import.meta.url);

/**
 * Puts the package with the native parts for a platform together outside the workspace: in the workspace its folder stays
 * without them, which counts as missing.
 *
 * @param {string} platform
 * @param {readonly string[]} files what goes into it
 * @param {readonly { name: string, file: string }[]} licences of what is linked into the files, beside node-addon-api
 * @returns {string} folder ready to be packed
 */
export function stageEngineHost(platform, files, licences) {
	if (!files.some((file) => basename(file) === "host.node"))
		throw new Stop(`There is no host.node for ${platform}. Type: npm run build`);
	const stage = join(cache, "stage", `engine-host-${platform}`);
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(stage, { recursive: true });
	const programs = files.map((file) => basename(file)).filter((name) => /^polyinfer-[a-z-]+$/.test(name));
	/** @type {{ publishConfig: object }} */
	const manifest = JSON.parse(readFileSync(join(root, "packages/engine-host/npm", platform, "package.json"), "utf8"));
	// pnpm packs no other file as executable.
	const publishConfig = { ...manifest.publishConfig, executableFiles: programs.map((name) => `./${name}`) };
	writeFileSync(join(stage, "package.json"), JSON.stringify({ ...manifest, publishConfig }, undefined, "\t"));
	copyFileSync(join(root, "LICENSE"), join(stage, "LICENSE"));
	for (const file of files) {
		const copy = join(stage, basename(file));
		copyFileSync(file, copy);
		chmodSync(copy, programs.includes(basename(file)) ? 0o755 : 0o644);
	}
	const addonApi = join(dirname(require.resolve("node-addon-api/package.json")), "LICENSE.md");
	const all = [{ name: "node-addon-api", file: addonApi }, ...licences];
	writeFileSync(join(stage, "ThirdPartyNotices.txt"), all.map(notice).join("\n"));
	return stage;
}

/** @param {{ name: string, file: string }} of */
const notice = ({ name, file }) => `${"-".repeat(80)}\n${name}\n${"-".repeat(80)}\n\n${readFileSync(file, "utf8")}`;

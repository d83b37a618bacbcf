import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { cache, root } from "../run/root.mjs";
import { Stop } from "../run/stop.mjs";
import { manifestOf } from "../run/workspace.mjs";
import { licenceTexts } from "./licence-texts.mjs";
import { onnxRuntime } from "./onnxruntime-table.mjs";
import { sha256Of } from "./sha256-of.mjs";

const parent = join(root, "packages/backend-onnx/npm");

/**
 * Puts a platform package together outside the workspace: in the workspace its folder stays without a library, which
 * counts as missing.
 *
 * @param {string} platform
 * @returns {Promise<string>} folder ready to be packed
 */
export async function stageOnnxRuntime(platform) {
	const source = join(parent, platform);
	const { library, name } = checkedLibrary(platform, manifestOf(source).onnxruntime);
	const texts = await licenceTexts();
	const stage = join(cache, "stage", `onnxruntime-${platform}`);
	rmSync(stage, { recursive: true, force: true });
	mkdirSync(join(stage, "lib"), { recursive: true });
	for (const file of readdirSync(source).filter((entry) => /^(package\.json|README\.md)$/.test(entry))) {
		copyFileSync(join(source, file), join(stage, file));
	}
	for (const text of readdirSync(texts)) copyFileSync(join(texts, text), join(stage, text));
	copyFileSync(library, join(stage, "lib", name));
	return stage;
}

/**
 * @param {string} platform
 * @param {string | undefined} version of the package's own manifest
 */
function checkedLibrary(platform, version) {
	const installed = createRequire(join(root, "packages/backend-onnx/package.json")).resolve(
		"onnxruntime-node/package.json",
	);
	const found = manifestOf(dirname(installed)).version;
	if (found !== onnxRuntime.version || version !== onnxRuntime.version) {
		throw new Stop(
			`Expected ONNX Runtime ${onnxRuntime.version} but onnxruntime-node is ${found} and packages/backend-onnx/npm/${platform} says ${version}.`,
		);
	}
	if (!readFileSync(join(root, "pnpm-lock.yaml"), "utf8").includes(onnxRuntime.integrity))
		throw new Stop(`Expected onnxruntime-node of integrity ${onnxRuntime.integrity} in pnpm-lock.yaml.`);
	/** @type {Record<string, { from: string, sha256: string } | undefined>} */
	const libraries = onnxRuntime.libraries;
	const entry = libraries[platform];
	if (entry === undefined) throw new Stop(`scripts/pack/onnxruntime-table.mjs has no library for ${platform}.`);
	const library = join(dirname(installed), entry.from);
	const sha256 = sha256Of(library);
	if (sha256 !== entry.sha256) throw new Stop(`Expected sha256 ${entry.sha256} of ${library} but found ${sha256}.`);
	return { library, name: basename(library) };
}

import { readFileSync } from "node:fs";
import nodeModule from "node:module";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { unavailable } from "../errors.ts";
import type { TensorFlow } from "../program.ts";

/** A package that is installed. */
export interface InstalledPackage {
	/** Absolute path of its folder. */
	readonly folder: string;
	readonly version: string;
}

const require = nodeModule.createRequire(import.meta.url);

/** The package of this name that this one sees; `undefined` where there is none. */
export function findPackage(name: string): InstalledPackage | undefined {
	try {
		const manifest = require.resolve(`${name}/package.json`);
		const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
		return { folder: dirname(manifest), version };
	} catch {
		return undefined;
	}
}

/** Where the `.wasm` files of TensorFlow.js lie. */
export function wasmFolder(): string | undefined {
	const found = findPackage("@tensorflow/tfjs-backend-wasm");
	return found && join(found.folder, "dist") + sep;
}

/** tfjs-node, which is all of TensorFlow.js in one, and native. Rejects with UNAVAILABLE. */
export async function importNode(): Promise<TensorFlow> {
	const name = "@tensorflow/tfjs-node";
	const advice = `npm install ${name}; where its download or build fails, see docs/backends/tfjs.md`;
	if (findPackage(name) === undefined) throw unavailable(`${name} is not installed.`, advice, { stage: "find" });
	try {
		const { href } = pathToFileURL(require.resolve(name));
		return ((await import(/* @vite-ignore */ href)) as { default: TensorFlow }).default;
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		throw unavailable(`${name} does not load: ${why}`, advice, { cause });
	}
}

import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { requireFrom } from "@polyinfer/engine-host";

/** An installed onnxruntime-node. */
export interface JavascriptRuntime {
	/** Absolute path of its folder. */
	readonly folder: string;
	/** File URL of its entry. */
	readonly entry: string;
	readonly version: string;
}

/** The onnxruntime-node that this package sees; `undefined` where none is installed. */
export function findJavascript(): JavascriptRuntime | undefined {
	const require = requireFrom(import.meta.url);
	try {
		const manifest = require.resolve("onnxruntime-node/package.json");
		const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
		return { folder: dirname(manifest), entry: pathToFileURL(require.resolve("onnxruntime-node")).href, version };
	} catch {
		return undefined;
	}
}

/**
 * The onnxruntime-web that this package sees; `undefined` where none is installed. Its manifest cannot be resolved by
 * name: its version is the one that it says itself when it is loaded.
 */
export function findWeb(): Omit<JavascriptRuntime, "version"> | undefined {
	try {
		const entry = requireFrom(import.meta.url).resolve("onnxruntime-web");
		return { folder: dirname(dirname(entry)), entry: pathToFileURL(entry).href };
	} catch {
		return undefined;
	}
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "../pack/sha256-of.mjs";
import { root } from "../run/root.mjs";
import { wasmSources } from "./wasm-sources.mjs";

/**
 * What `ops.wasm` was made from, by what. `clang`, `linker`: what they call themselves; `sources`: sha256 by path.
 *
 * @typedef {{ clang: string, linker: string, flags: string, sources: Readonly<Record<string, string>>, wasm: string }} WasmRecord
 */

/** The committed module. */
export const wasmFile = join(root, "packages/ops/src/kernels/ops.wasm");
/** Its record, beside it. */
export const recordFile = `${wasmFile}.json`;
/** The same hash for TypeScript. */
export const hashFile = join(root, "packages/ops/src/kernels/kernels-hash.ts");
/** What to type where it is out of date. */
export const rebuild = "packages/ops/native/build-wasm.sh";

/** @returns {WasmRecord} */
export const readRecord = () => JSON.parse(readFileSync(recordFile, "utf8"));

/** @returns {Record<string, string>} sha256 of each source, by path relative to the repository */
export const hashesOfSources = () =>
	Object.fromEntries(wasmSources().map((file) => [file, sha256Of(join(root, file))]));

/**
 * @param {WasmRecord} record
 * @param {Readonly<Record<string, string>>} sources as they are now
 * @param {string} wasm sha256 of the module as it is now
 * @returns {string[]} one line for each difference
 */
export function staleness({ sources: recorded, wasm: made }, sources, wasm) {
	const files = [...new Set([...Object.keys(recorded), ...Object.keys(sources)])].sort();
	const lines = files.flatMap((file) => {
		if (recorded[file] === sources[file]) return [];
		if (recorded[file] === undefined) return [`${file} is not in it.`];
		return [sources[file] === undefined ? `${file} is no longer there.` : `${file} has changed since.`];
	});
	return made === wasm ? lines : [...lines, "ops.wasm is not the file that was recorded."];
}

/** The same of the files as they are. @returns {string[]} */
export function stalenessHere() {
	if (!existsSync(recordFile)) return [`${recordFile} is missing.`];
	return staleness(readRecord(), hashesOfSources(), sha256Of(wasmFile));
}

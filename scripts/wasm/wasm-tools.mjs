import { ask } from "../run/command.mjs";

/** What to type where there is no compiler for WebAssembly. */
export const aptLine = "apt install clang-19 lld-19";

/** The version that makes the committed module, then others. */
const versions = ["-19", "-22", "-21", "-20", "-18", "-17", "-16", ""];

/**
 * A clang and a linker for WebAssembly. `names`: what they call themselves.
 *
 * @typedef {{ clang: string, linker: string, names: readonly [string, string] }} WasmTools
 */

/**
 * Those that are here, the usual ones first. CLANG and WASM_LD of the environment name the only ones.
 *
 * @returns {WasmTools[]}
 */
export function wasmTools() {
	const { CLANG, WASM_LD } = process.env;
	const asked = CLANG || WASM_LD ? versions.slice(0, 1) : versions;
	return asked.flatMap((version) => {
		const clang = CLANG || `clang${version}`;
		const linker = WASM_LD || `wasm-ld${version}`;
		const names = [ask(clang, ["--version"]), ask(linker, ["--version"])];
		return names[0] && names[1] ? [{ clang, linker, names: [names[0], names[1]] }] : [];
	});
}

// Builds packages/ops/src/kernels/ops.wasm and the record beside it, or only the file that is named as the argument:
// `node scripts/wasm/build-wasm.mjs [file]`. The same sources and tools give the same bytes in every folder.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { sha256Of } from "../pack/sha256-of.mjs";
import { must } from "../run/command.mjs";
import { ifMain } from "../run/if-main.mjs";
import { root } from "../run/root.mjs";
import { Stop } from "../run/stop.mjs";
import { hashesOfSources, hashFile, recordFile, wasmFile } from "./wasm-record.mjs";
import { compiledSources } from "./wasm-sources.mjs";
import { aptLine, wasmTools } from "./wasm-tools.mjs";

const compileFlags = [
	...["--target=wasm32", "-nostdlib", "-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-std=c++17", "-O3"],
	// The same numbers everywhere: no multiplication and addition in one rounding.
	"-ffp-contract=off",
	...["-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics", "-fvisibility=hidden", "-DPOLY_ISA=wasm"],
	...["-Wall", "-Wextra", "-Werror"],
];
const linkFlags = [
	...["--no-entry", "--strip-all", "--import-memory", "--max-memory=1073741824"],
	...["-z", "stack-size=65536", "--stack-first", "--export=__heap_base"],
];

/**
 * @param {string} file where the module goes
 * @param {import("./wasm-tools.mjs").WasmTools} tools
 */
export async function buildWasm(file, { clang, linker }) {
	const work = mkdtempSync(join(tmpdir(), "polyinfer-wasm-"));
	try {
		/** @type {string[]} */
		const objects = [];
		for (const source of compiledSources()) {
			const name = basename(dirname(source));
			const object = join(work, `${objects.length}-${name}.o`);
			// Relative, so that no folder of this machine gets into the module.
			await must(clang, [...compileFlags, "-c", relative(root, source), "-o", object], { show: false });
			objects.push(object);
		}
		await must(linker, [...linkFlags, ...objects, "-o", file], { show: false });
		// The linker makes it a program.
		chmodSync(file, 0o644);
	} finally {
		rmSync(work, { recursive: true });
	}
}

await ifMain(import.meta.url, async () => {
	const [tools] = wasmTools();
	if (tools === undefined) throw new Stop(`There is no clang that compiles to WebAssembly. Type: ${aptLine}`);
	const named = process.argv[2];
	await buildWasm(named === undefined ? wasmFile : resolve(named), tools);
	if (named !== undefined) return 0;
	const flags = [...compileFlags, ...linkFlags].join(" ");
	const [clang, linker] = tools.names;
	const record = { clang, linker, flags, sources: hashesOfSources(), wasm: sha256Of(wasmFile) };
	writeFileSync(recordFile, `${JSON.stringify(record, undefined, "\t")}\n`);
	writeFileSync(
		hashFile,
		`/** The sha256 of \`ops.wasm\`, by which an addon of the same kernels is known. */\nexport const KERNELS_HASH = "${record.wasm}";\n`,
	);
	return 0;
});

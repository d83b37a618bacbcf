import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../run/root.mjs";

const ops = join(root, "packages/ops");

/**
 * What is compiled to WebAssembly: the list of kernels, their export, and every op's kernel.
 *
 * @returns {string[]} absolute paths, in the order in which they are linked
 */
export function compiledSources() {
	const kernels = readdirSync(join(ops, "src"))
		.map((folder) => join(ops, "src", folder, "kernel.cc"))
		.filter((file) => existsSync(file))
		.sort();
	return [join(ops, "native/isa.cc"), join(ops, "native/wasm.cc"), ...kernels];
}

/**
 * The same with the headers of ours that they include.
 *
 * @returns {string[]} paths relative to the repository, sorted
 */
export function wasmSources() {
	const found = new Set(compiledSources());
	// A set goes on to what is added while it is walked through.
	for (const file of found)
		for (const [, header = ""] of readFileSync(file, "utf8").matchAll(/^\s*#\s*include\s*"([^"]+)"/gm))
			found.add(join(dirname(file), header));
	return [...found].map((file) => relative(root, file).replaceAll("\\", "/")).sort();
}

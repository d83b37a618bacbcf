import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { bundle } from "./bundle.mjs";
import { finish } from "./command.mjs";
import { root } from "./root.mjs";

const folder = join(root, "bench");

/**
 * Bundles the bench and every program that it starts, then runs it; `gpu` packs what machines with a GPU measure.
 *
 * @param {readonly string[]} args of `bench/main.ts`, or `gpu` and those of `bench/gpu/pack.ts`
 * @returns {Promise<number>} exit code
 */
export async function bench(args) {
	const main = await bundleBench();
	const line = args[0] === "gpu" ? [join(folder, "dist/gpu/pack.js"), ...args.slice(1)] : [main, ...args];
	const { code } = await finish(process.execPath, line);
	return code;
}

/** @returns {Promise<string>} path of the bundle of `bench/main.ts` */
export async function bundleBench() {
	const sources = [join(folder, "main.ts"), join(folder, "gpu/pack.ts"), ...peers()];
	const names = sources.map((source) => relative(folder, source).replace(/\.ts$/, ""));
	await bundle(Object.fromEntries(sources.map((source, i) => [names[i] ?? "", source])), join(folder, "dist"));
	return join(folder, "dist/main.js");
}

/** @returns {string[]} programs that are measured: `<suite>/peers/<id>.ts` */
function peers() {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map((entry) => join(folder, entry.name, "peers"))
		.filter((path) => existsSync(path))
		.flatMap((path) => readdirSync(path).map((file) => join(path, file)))
		.filter((file) => file.endsWith(".ts"));
}

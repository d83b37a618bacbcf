import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { must, tool } from "./command.mjs";
import { inParallel } from "./in-parallel.mjs";
import { cache, root } from "./root.mjs";
import { hashFiles, sourceFiles } from "./source-files.mjs";
import { onChange } from "./stamp.mjs";
import { builtPackages, packages } from "./workspace.mjs";

/** Files outside a package that its build depends on. */
const shared = ["tsconfig.base.json", "pnpm-lock.yaml", "scripts/run/typescript.mjs"].map((file) => join(root, file));

/** Declarations by `tsc -b` and JavaScript by tsup, for every package whose sources have changed. */
export async function typescript() {
	const works = [declarations, ...builtPackages().map((of) => () => bundle(of))];
	const done = await inParallel(works);
	return done.includes(true);
}

/** One `tsc -b` for all: it knows itself what has changed, the stamp only saves its second. */
function declarations() {
	const all = packages();
	const files = all.flatMap(({ path }) => sourceFiles(path, /\.ts$|\.json$/));
	const step = {
		stamp: join(cache, "stamps", "declarations"),
		hash: hashFiles(root, [...files, join(root, "tsconfig.json"), ...shared]),
		makes: all.map(({ path }) => join(path, "dist/index.d.ts")),
	};
	return onChange(step, async () => {
		for (const { path } of all) removeOrphans(path);
		await must(process.execPath, [tool("typescript/bin/tsc"), "-b", "--pretty", "false"]);
	});
}

/** @param {import("./workspace.mjs").Package} of */
function bundle({ folder, path }) {
	const files = sourceFiles(path).filter((file) => !/\.test\.ts$|\.(cc|cpp|c|h|hpp)$/.test(file));
	const step = {
		stamp: join(cache, "stamps", `bundle-${folder}`),
		hash: hashFiles(root, [...files, ...shared]),
		makes: [join(path, "dist/index.js")],
	};
	return onChange(step, async () => {
		// Chunks carry a hash in their names: the old ones would be packed along.
		for (const file of builtFiles(path, /\.js(\.map)?$/)) rmSync(file);
		mkdirSync(join(path, "dist"), { recursive: true });
		await must(process.execPath, [tool("tsup/dist/cli-default.js"), "--silent"], { cwd: path, show: false });
	});
}

/**
 * Declarations whose source is gone or became a tool of tests: `tsc -b` leaves them, and they would be packed.
 *
 * @param {string} path
 */
function removeOrphans(path) {
	for (const file of builtFiles(path, /\.d\.ts$/)) {
		const source = join(path, "src", relative(join(path, "dist"), file).replace(/\.d\.ts$/, ".ts"));
		if (!existsSync(source) || /[\\/]testing[\\/]/.test(file)) rmSync(file);
	}
}

/**
 * @param {string} path
 * @param {RegExp} only
 */
function builtFiles(path, only) {
	const dist = join(path, "dist");
	if (!existsSync(dist)) return [];
	return readdirSync(dist, { recursive: true, encoding: "utf8" })
		.filter((file) => only.test(file))
		.map((file) => join(dist, file));
}

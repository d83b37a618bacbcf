import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageFolder } from "../../package-folder.ts";

const COMPILER = process.env.CXX || "g++";
const FLAGS = ["-std=c++17", "-O1", "-fPIC", "-ffp-contract=off", "-U_FORTIFY_SOURCE"];

/** Root of this package. */
export const PACKAGE: string = packageFolder() ?? ".";
const TESTING = join(PACKAGE, "native/testing");

/** The fakes are for Linux, and need a C++ compiler. */
export const canCompile: boolean = process.platform === "linux" && hasCompiler();

/** The reason of those skips, for the names of suites. */
export const NEEDS_COMPILER = "(needs Linux and a C++ compiler)";

function hasCompiler(): boolean {
	try {
		execFileSync(COMPILER, ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

/**
 * Compiles a text of C++ into the file `name`, once for all test files: where it and the headers and sources of
 * `native/testing` are as they were, what was compiled before is taken. Gives the absolute path.
 */
export function compileOnce(name: string, text: string, flags: readonly string[]): string {
	const hash = createHash("sha256").update(JSON.stringify([COMPILER, process.version, FLAGS, flags, text]));
	for (const folder of [TESTING, join(TESTING, "fake_cuda"), join(PACKAGE, "include/polyinfer")])
		for (const file of readdirSync(folder).sort())
			if (/\.(cc|h)$/.test(file)) hash.update(readFileSync(join(folder, file)));
	const folder = join(PACKAGE, "build/testing", hash.digest("hex").slice(0, 16));
	const path = resolve(folder, name);
	if (existsSync(path)) return path;
	mkdirSync(folder, { recursive: true });
	const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
	writeFileSync(`${own}.cc`, text);
	const include = [join(PACKAGE, "include"), TESTING].flatMap((at) => ["-I", at]);
	execFileSync(COMPILER, [...FLAGS, ...include, "-o", own, `${own}.cc`, ...flags, "-ldl", "-lpthread"], {
		stdio: "pipe",
	});
	renameSync(own, path);
	return path;
}

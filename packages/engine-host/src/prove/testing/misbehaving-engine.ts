import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageFolder } from "../../package-folder.ts";

const COMPILER = process.env.CC || "cc";

/** True where a C compiler is at hand. */
export function canCompile(): boolean {
	try {
		execFileSync(COMPILER, ["--version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}

/** Compiles an engine library of one C source. `flags` come before the folder of `polyinfer/engine.h`. */
export function compileEngine(source: URL, library: string, flags: readonly string[] = []): void {
	const include = join(packageFolder() ?? ".", "include");
	const args = ["-shared", "-fPIC", ...flags, "-I", include, "-o", library, fileURLToPath(source), "-lm"];
	execFileSync(COMPILER, args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Compiles the engine that misbehaves into a folder and gives its path. */
export function compileMisbehavingEngine(folder: string, ...definitions: readonly string[]): string {
	const library = join(folder, `misbehaving${definitions.join("")}.so`);
	const flags = definitions.map((name) => `-D${name}`);
	compileEngine(new URL("misbehaving_engine.c", import.meta.url), library, flags);
	return library;
}

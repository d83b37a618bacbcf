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

/** Compiles the engine that misbehaves into a folder and gives its path. */
export function compileMisbehavingEngine(folder: string, ...definitions: readonly string[]): string {
	const library = join(folder, `misbehaving${definitions.join("")}.so`);
	const source = fileURLToPath(new URL("misbehaving_engine.c", import.meta.url));
	const include = join(packageFolder() ?? ".", "include");
	const flags = ["-shared", "-fPIC", "-I", include, ...definitions.map((name) => `-D${name}`)];
	execFileSync(COMPILER, [...flags, "-o", library, source], { stdio: "ignore" });
	return library;
}

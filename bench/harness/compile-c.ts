import { spawnSync } from "node:child_process";

/** Compiles a C99 program that opens its libraries itself, with these options of `cc` on top. Gives why it could not. */
export function compileC(sources: readonly string[], program: string, options: readonly string[]): string | undefined {
	if (process.platform === "win32") return "written for POSIX";
	const { status, stderr, error } = spawnSync(
		"cc",
		["-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", ...options, ...sources, "-o", program, "-ldl"],
		{ encoding: "utf8" },
	);
	if (error) return "there is no C compiler `cc`";
	return status === 0 ? undefined : `cc: ${stderr.trim().split("\n").slice(0, 3).join(" ")}`;
}

import { spawnSync } from "node:child_process";

/** Compiles a C++17 program for this processor, with these options of `c++` on top. Gives why it could not. */
export function compileCpp(
	sources: readonly string[],
	program: string,
	options: readonly string[],
	libraries: readonly string[],
): string | undefined {
	if (process.platform === "win32") return "written for POSIX";
	const strict = ["-std=c++17", "-O3", "-march=native", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];
	const { status, stderr, error } = spawnSync("c++", [...strict, ...options, ...sources, "-o", program, ...libraries], {
		encoding: "utf8",
	});
	if (error) return "there is no C++ compiler `c++`";
	return status === 0 ? undefined : `c++: ${stderr.trim().split("\n").slice(0, 3).join(" ")}`;
}

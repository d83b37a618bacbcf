import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Peer } from "../harness/suite.ts";
import { type Plan, planFile } from "./plan.ts";

/** A C program that calls an engine in a loop, compiled into `folder`. `sources` is the folder of `loop.c`. */
export function cPeer(engine: string, id: string, title: string, sources: string, folder: string): Peer {
	const program = join(folder, id);
	const missing = compile([join(sources, "loop.c"), join(sources, `${engine}_loop.c`)], program);
	return {
		id,
		title,
		...(missing === undefined ? {} : { missing }),
		command: ({ case: one, folder, task, measureMs }) => {
			const { input, files, library, clock, sampleMs } = JSON.parse(
				readFileSync(planFile(folder, one), "utf8"),
			) as Plan;
			const output = task === "output" ? join(folder, `${one}.${id}.f32`) : "-";
			const args = [measureMs, sampleMs, clock, output, library, input.file, input.netShape.join("x"), ...files];
			return { program, args: args.map(String) };
		},
	};
}

/** Why the program could not be compiled. */
function compile(sources: readonly string[], program: string): string | undefined {
	if (process.platform === "win32") return "written for POSIX";
	const { status, stderr, error } = spawnSync(
		"cc",
		["-std=c99", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", ...sources, "-o", program, "-ldl"],
		{ encoding: "utf8" },
	);
	if (error) return "there is no C compiler `cc`";
	return status === 0 ? undefined : `cc: ${stderr.trim().split("\n").slice(0, 3).join(" ")}`;
}

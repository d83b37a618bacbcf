import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileC } from "../harness/compile-c.ts";
import type { Peer } from "../harness/suite.ts";
import { type Plan, planFile } from "./plan.ts";

/** A C program that calls an engine in a loop, compiled into `folder`. `sources` is the folder of `loop.c`. */
export function cPeer(engine: string, id: string, title: string, sources: string, folder: string): Peer {
	const program = join(folder, id);
	const missing = compileC([join(sources, "loop.c"), join(sources, `${engine}_loop.c`)], program, ["-Wpedantic"]);
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

import { join } from "node:path";
import { compileC } from "../../harness/compile-c.ts";
import type { Peer } from "../../harness/suite.ts";
import { BARE, caseOf } from "../cases.ts";
import { libraryPath } from "../library-path.ts";
import { inputFile, modelFile } from "../nets.ts";

/** The bare C loop, compiled into `folder`; `missing` without a compiler. `source` is `bare_loop.c`. */
export function bareLoop(source: string, folder: string): Peer {
	const program = join(folder, "bare_loop");
	const library = libraryPath();
	const missing =
		library === undefined
			? "onnxruntime-node holds no library for this platform"
			: compileC([source], program, ["-pthread"]);
	return {
		id: BARE,
		title: "a bare C loop over the same library",
		...(missing === undefined ? {} : { missing }),
		command: ({ case: id, folder, task, measureMs }) => {
			const { net, threads, way, sampleMs = 0.2 } = caseOf(id);
			const args = [library ?? "", modelFile(folder, net), threads, inputFile(folder, net)];
			const values = [net.input, net.output].flatMap(({ name, shape }) => [name, shape.join("x")]);
			const output = task === "output" ? [join(folder, `${id}.${BARE}.f32`)] : [];
			return {
				program,
				args: [...args, ...values, measureMs, sampleMs, way === "two-sessions" ? 2 : 1, ...output].map(String),
			};
		},
	};
}

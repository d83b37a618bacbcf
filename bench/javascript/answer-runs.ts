import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { measure } from "../harness/measure.ts";
import type { Request, Response } from "../harness/suite.ts";

/** A model that is open, with its input. */
export interface OpenModel<R> {
	/** What is timed: from an input in the caller's memory to all outputs in the caller's memory. */
	readonly run: () => R | Promise<R>;
	/** The outputs of a run. */
	readonly read: (results: R) => readonly Float32Array[];
	readonly facts: Readonly<Record<string, string | number>>;
}

/** Answers a request for the output or for times of runs. */
export async function answerRuns<R>(
	{ case: one, folder, task, measureMs }: Request,
	peer: string,
	{ run, read, facts }: OpenModel<R>,
): Promise<Omit<Response, "cpuMs">> {
	if (task === "time") return { samples: await measure(run, { measureMs }), facts };
	// Formats name outputs in ways of their own, but no two outputs of a net here are of one size.
	const outputs = [...read(await run())].sort((a, b) => a.length - b.length);
	const output = join(folder, `${one}.${peer}.f32`);
	writeFileSync(
		output,
		Buffer.concat(outputs.map((data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))),
	);
	return { samples: [], output, facts };
}

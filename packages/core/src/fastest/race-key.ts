import type { Candidate } from "../candidates.ts";
import type { LoadedModel } from "../model.ts";
import type { SessionOptions } from "../session.ts";
import { formatType } from "../shape.ts";
import type { FastestRequest } from "./read-fastest.ts";

/** All that a result depends on, as one text: where any of it changes, the race is run again. */
export async function raceKey(
	{ candidates, feeds }: FastestRequest,
	models: readonly LoadedModel[],
	options: Omit<SessionOptions, "prefer" | "verify">,
	machine: string,
): Promise<string> {
	const { inputs, threads, maxConcurrency, strict, isolate } = options;
	return JSON.stringify({
		machine,
		models: models.map(({ format, sha256 }) => [format, sha256]),
		sizes: Object.entries(feeds).map(([name, { dtype, shape }]) => [name, formatType(dtype, shape)]),
		options: { inputs, threads, maxConcurrency, strict, isolate },
		candidates: await Promise.all(candidates.map(stateOf)),
	});
}

/** Which backend, and whether and in which version its parts are here. */
async function stateOf({ backend, device, options, isNamed }: Candidate): Promise<readonly unknown[]> {
	const availability = await backend
		.load()
		.then((loaded) => loaded.availability())
		.catch(() => "not installed");
	return [backend.id, device, options, isNamed, availability];
}

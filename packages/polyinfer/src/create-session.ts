import { createSessionFrom, type Declared, type ModelSource, type Report, type Session } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model/node";
import { joinLogs, logFromEnvironment } from "./log.ts";
import { nodeCatalogue } from "./node-catalogue.ts";
import { nodeServices } from "./node-services.ts";
import type { BackendChoice, PreferEntry, SessionOptions } from "./prefer.ts";

/** A session whose `report.pin` can be handed to `prefer` as it is. */
export type PinnedSession<I extends Declared = Declared, O extends Declared = Declared> = Session<I, O> & {
	readonly report: Report & { readonly pin: BackendChoice };
};

/**
 * Opens a model on the first entry of `options.prefer` that can run it; default: `["cpu"]`. `model` is a path, a
 * `URL`, bytes, a `Blob`, or several formats of one network. `report` of the session says what runs and why not the
 * others. `prefer: "fastest"` times all that can run it; the result is kept in the cache folder. With the environment variable `POLYINFER_LOG` set to `debug`, `info`, `warning` or `error`, what engines log
 * is printed to stderr as well. Sessions and runs are told to the channels `polyinfer:session` and `polyinfer:run` of
 * `node:diagnostics_channel`, where somebody subscribes.
 *
 * Rejects with INVALID_ARGUMENT (no such file, unknown words or options, with the nearest known one), INVALID_MODEL
 * (no model, broken, refused by the scan), ABORTED; where no entry can, with the code of the one that got furthest,
 * every attempt in `attempts`.
 */
export async function createSession<I extends Declared = Declared, O extends Declared = Declared>(
	model: ModelSource,
	options: SessionOptions = {},
): Promise<PinnedSession<I, O>> {
	const level = process.env.POLYINFER_LOG;
	const fromEnvironment = logFromEnvironment(level, (line) => process.stderr.write(line));
	const onLog = joinLogs(options?.onLog, fromEnvironment);
	const create = createSessionFrom<PreferEntry>(nodeCatalogue, loadModel, nodeServices());
	return (await create<I, O>(model, onLog ? { ...options, onLog } : options)) as PinnedSession<I, O>;
}

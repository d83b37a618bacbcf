import { type InferenceError, toInferenceError } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import { cacheFolder } from "@polyinfer/engine-host/cache";
import { align } from "../align.ts";
import type { BackendState } from "../backend-state.ts";
import type { CliContext } from "../command.ts";
import { probeBackend } from "../probe-backend.ts";
import { addEngine } from "./add-engine.ts";
import type { EngineAction } from "./engine-action.ts";
import { describeSource, type EngineRow, engineRows } from "./engine-row.ts";
import { platformKey } from "./platform-key.ts";

type AddedRow = EngineRow & {
	readonly ok: boolean;
	/** False where it was there already. */
	readonly fetched?: boolean;
	/** Milliseconds of each step. */
	readonly stepMs?: Readonly<Record<string, number>>;
};

/** `polyinfer engines add`: fetches each engine that is not there yet; one that fails does not keep the others back. */
export const addEngines: EngineAction = async (sources, context, { from }) => {
	const platform = platformKey();
	const cache = cacheFolder();
	const signal = context.onInterrupt?.();
	const rows: AddedRow[] = [];
	for (const source of sources) {
		const described = { ...describeSource(source, platform), folder: null };
		try {
			const { folder, sizeBytes, fetched, proof, ms } = await addEngine(source, {
				cache,
				platform,
				from,
				signal,
				say: (text) => context.stderr(`${source.title} ${source.version}: ${text}\n`),
				prove: (temporary, unfinished) => prove(source, { cache: temporary, folder: unfinished, signal }, context),
			});
			// What is there already has been tried when it came.
			const there = proof ?? (await proveAgain(source, folder, signal));
			const { library: _, ...known } = there;
			rows.push({ ...described, ...known, ok: true, folder, sizeBytes, fetched, stepMs: ms });
		} catch (error) {
			const failure = toInferenceError(error);
			rows.push({ ...described, ...describe(failure), state: "missing", ok: false });
			if (failure.code === "ABORTED") break;
		}
	}
	const failed = rows.filter(({ ok }) => !ok);
	return {
		exitCode: failed.length === 0 ? 0 : 1,
		json: { platform, folder: cache, engines: rows },
		text: (style) => align(rows.flatMap((row) => engineRows(row, style))).join("\n"),
	};
};

async function proveAgain(source: EngineSource, folder: string, signal?: AbortSignal): Promise<BackendState> {
	const { id, version } = source;
	return source.prove ? { id, version, ...(await source.prove({ folder, signal })) } : { id, version, state: "runs" };
}

/** As the engine says itself, else the smoke model on what lies in `cache`, whatever library the user's variables name. */
async function prove(
	source: EngineSource,
	{ cache, folder, signal }: { cache: string; folder: string; signal: AbortSignal | undefined },
	context: CliContext,
): Promise<BackendState> {
	const { id, version } = source;
	if (source.prove) return { id, version, ...(await source.prove({ folder, signal })) };
	const entry = context.catalogue.backends.find((backend) => backend.id === id);
	if (!entry) return { id, state: "missing", reason: `no backend is called ${id}` };
	if (!context.probe) return probeBackend(entry, context.loader);
	return context.probe(id, { POLYINFER_CACHE: cache, [`POLYINFER_${id.toUpperCase()}_LIBRARY`]: undefined });
}

function describe({ code, message, stage, advice }: InferenceError): Partial<BackendState> {
	return {
		code,
		reason: message,
		...(stage === undefined ? {} : { stage }),
		...(advice === undefined ? {} : { advice }),
	};
}

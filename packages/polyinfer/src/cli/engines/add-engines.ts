import type { EngineSource } from "@polyinfer/backend-native";
import { type InferenceError, toInferenceError } from "@polyinfer/core";
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
				prove: (temporary) => prove(source, temporary, context),
			});
			const state: Partial<BackendState> = proof ?? { version: source.version };
			const { library: _, ...known } = state;
			rows.push({ ...described, ...known, state: "runs", ok: true, folder, sizeBytes, fetched, stepMs: ms });
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

/** Runs the smoke model on what lies in `cache`, whatever library the user's variables name. */
async function prove({ id }: EngineSource, cache: string, context: CliContext): Promise<BackendState> {
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

import { type CatalogueEntry, InferenceError } from "@polyinfer/core";
import type { BackendState } from "./backend-state.ts";
import type { CliContext } from "./command.ts";
import { probeBackend } from "./probe-backend.ts";

/** How far a backend gets: in a process of its own where there is one to have and something to try. Never rejects. */
export async function tryBackend(entry: CatalogueEntry, context: CliContext): Promise<BackendState> {
	if (!context.probe) return probeBackend(entry, context.loader);
	return (await missingState(entry)) ?? context.probe(entry.id);
}

/** What needs no process of its own to be known: the package or the library is not here. */
async function missingState({ id, load, install }: CatalogueEntry): Promise<BackendState | undefined> {
	try {
		const availability = await (await load()).availability();
		if (availability.status === "found") return undefined;
		return { id, state: "missing", reason: availability.reason, advice: availability.advice, stage: "find" };
	} catch (error) {
		if (!(error instanceof InferenceError) || error.stage !== "find") return undefined;
		const { stage, code, message, advice = install } = error;
		return { id, state: "missing", stage, code, reason: message, advice };
	}
}

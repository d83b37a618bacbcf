import { toInferenceError } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import type { BackendState } from "../backend-state.ts";
import type { CliContext } from "../command.ts";
import { tryBackend } from "../try-backend.ts";

/**
 * How far an engine gets: as it says itself of what lies in `folder` (`undefined`: it was not added), else the backend
 * with its id on the smoke model. Never rejects.
 */
export async function tryEngine(
	source: EngineSource,
	folder: string | undefined,
	context: CliContext,
): Promise<BackendState> {
	const { id, prove } = source;
	if (prove === undefined) {
		const entry = context.catalogue.backends.find((backend) => backend.id === id);
		return entry ? tryBackend(entry, context) : { id, state: "missing", reason: `no backend is called ${id}` };
	}
	const advice = `npx polyinfer engines add ${id}`;
	if (folder === undefined) return { id, state: "missing", reason: `\`${advice.slice(4)}\` has not been run`, advice };
	try {
		return { id, ...(await prove({ folder })) };
	} catch (error) {
		const { message, code, advice: own = advice } = toInferenceError(error);
		return { id, state: "found", code, reason: message, advice: own };
	}
}

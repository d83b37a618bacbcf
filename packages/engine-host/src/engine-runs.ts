import { loadAddon } from "./addon.ts";

/**
 * Runs that engines have carried out since the process started, by the id that the engine's library gives itself. Counted
 * where the library is called, of a session in a process of its own over there: whatever a backend says of itself, what
 * ran elsewhere is not counted. Throws UNAVAILABLE without the addon.
 */
export function engineRuns(): Readonly<Record<string, number>> {
	return loadAddon().engineRuns();
}

import { loadAddon } from "./addon.ts";
import type { HostCounters, HostSettings } from "./native-addon.ts";

/** What the host holds right now, in the whole process. Throws UNAVAILABLE without the addon. */
export function hostCounters(): HostCounters {
	return loadAddon().counters();
}

/** Changes settings of the host; for tests and measurements. Throws UNAVAILABLE without the addon. */
export function configureHost(settings: HostSettings): void {
	loadAddon().configure(settings);
}

/** Frees the pool's unused blocks and tells how many bytes that were. Throws UNAVAILABLE without the addon. */
export function trimPool(): number {
	return loadAddon().trimPool();
}

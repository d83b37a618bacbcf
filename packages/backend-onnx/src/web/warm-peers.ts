import type { Peer } from "../javascript/peer.ts";

/** How long one is kept. Starting WebAssembly takes about as long as a small model needs for a hundred runs. */
const IDLE_MS = 5_000;

const idle = new Map<string, { readonly peer: Peer; readonly timer: ReturnType<typeof setTimeout> }>();

/** The side that was kept under `key`, which the caller owns from now on. */
export function takeWarm(key: string): Peer | undefined {
	const kept = idle.get(key);
	idle.delete(key);
	clearTimeout(kept?.timer);
	return kept?.peer;
}

/**
 * Keeps a side without a model for the next one, for a few seconds and at most one for each `key`; ends it otherwise. It
 * keeps no program alive.
 */
export async function keepWarm(key: string, peer: Peer): Promise<void> {
	if (!peer.isSound || idle.has(key)) return peer.end();
	const timer = setTimeout(() => void takeWarm(key)?.end(), IDLE_MS);
	(timer as { unref?(): void }).unref?.();
	idle.set(key, { peer, timer });
}

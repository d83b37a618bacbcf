import type { RequiredNative } from "./node.ts";

/** No browser loads addons. */
export function requireNative(_name: string, _url: string, file: string): RequiredNative {
	return { addon: undefined, reason: `browsers cannot load ${file}` };
}

/** How many threads may compute at once. */
export function processors(): number {
	return Math.max(globalThis.navigator?.hardwareConcurrency ?? 1, 1);
}

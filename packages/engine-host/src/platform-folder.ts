import { dirname } from "node:path";
import { requireFrom } from "./require-from.ts";

/** The package with everything native of ours for a platform: the addon, the runner, the engine libraries of all packages. */
export const PLATFORM_PACKAGE: string = `@polyinfer/engine-host-${process.platform}-${process.arch}`;

/** Its folder, which may be empty; `undefined` where it is not installed. */
export function platformFolder(): string | undefined {
	try {
		return dirname(requireFrom(import.meta.url).resolve(`${PLATFORM_PACKAGE}/package.json`));
	} catch {
		return undefined;
	}
}

import { dirname } from "node:path";
import { requireFrom } from "./require-from.ts";

/** This package's folder, the same from `src` and from `dist`; `undefined` where a bundler has moved the code elsewhere. */
export function packageFolder(): string | undefined {
	try {
		return dirname(requireFrom(import.meta.url).resolve("@polyinfer/engine-host/package.json"));
	} catch {
		return undefined;
	}
}

import { dirname } from "node:path";
import { requireFrom } from "@polyinfer/engine-host";

/** This package's folder, the same from `src` and from `dist`; `undefined` where a bundler has moved the code elsewhere. */
export function packageFolder(): string | undefined {
	try {
		return dirname(requireFrom(import.meta.url).resolve("@polyinfer/backend-native/package.json"));
	} catch {
		return undefined;
	}
}

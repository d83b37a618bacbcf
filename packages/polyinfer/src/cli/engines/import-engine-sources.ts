import type { EngineSource } from "@polyinfer/backend-native";
import { InferenceError } from "@polyinfer/core";
import { BACKEND_PACKAGES, installLine } from "../../backend-packages.ts";
import { importPackage } from "../../import-package.ts";

/** The engines of the package that their backends come in. Rejects with UNAVAILABLE where it is not installed. */
export async function importEngineSources(): Promise<readonly EngineSource[]> {
	const { name } = BACKEND_PACKAGES["backend-native"];
	try {
		return ((await importPackage("backend-native")) as { engineSources: readonly EngineSource[] }).engineSources;
	} catch (cause) {
		throw new InferenceError(
			"UNAVAILABLE",
			`Engines come with ${name}, which cannot be imported: ${(cause as Error).message}`,
			{
				stage: "find",
				advice: installLine(BACKEND_PACKAGES["backend-native"]),
				cause,
			},
		);
	}
}

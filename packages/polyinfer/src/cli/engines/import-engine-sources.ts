import { InferenceError } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import { BACKEND_PACKAGES, installLine } from "../../backend-packages.ts";
import { importPackage } from "../../import-package.ts";

/**
 * The engines that can be fetched for the packages that are installed. Rejects with UNAVAILABLE where one of `ids`, or
 * any if there are none, may be of a package that is not.
 */
export async function importEngineSources(ids: readonly string[]): Promise<readonly EngineSource[]> {
	const onnx = await import("@polyinfer/backend-onnx");
	const cuda = await import("@polyinfer/engine-host/cuda");
	const engineSources = [...onnx.engineSources, ...cuda.engineSources];
	const { name } = BACKEND_PACKAGES["backend-native"];
	try {
		const native = (await importPackage("backend-native")) as { engineSources: readonly EngineSource[] };
		return [...native.engineSources, ...engineSources];
	} catch (cause) {
		if (ids.length > 0 && ids.every((id) => engineSources.some((source) => source.id === id))) return engineSources;
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

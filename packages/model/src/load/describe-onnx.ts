import { type Finding, InferenceError, type LoadModelOptions, type ModelMetadata } from "@polyinfer/core";
import { findingsOf } from "../findings.ts";
import type { Model } from "../graph.ts";
import { metadataOf } from "../metadata.ts";
import { readOnnxAsync } from "../onnx/read-onnx.ts";
import { finishInTurns } from "../slices.ts";
import { survey } from "../survey.ts";
import { isInsideFolder } from "./is-inside-folder.ts";

/** What a `LoadedModel` says of an ONNX file. */
export interface OnnxDescription {
	readonly metadata: ModelMetadata;
	readonly graph: Model;
	readonly findings: readonly Finding[];
}

/**
 * Reads an ONNX file into its graph and describes it, in slices. Rejects with INVALID_MODEL, also for weights outside
 * the model's folder unless `trusted`, and with ABORTED.
 */
export async function describeOnnx(
	bytes: Uint8Array,
	label: string,
	{ signal, trusted = false }: LoadModelOptions,
): Promise<OnnxDescription> {
	const graph = await readOnnxAsync(bytes, signal === undefined ? {} : { signal });
	const surveyed = await finishInTurns(survey(graph), signal);
	for (const [location, [weight]] of surveyed.external)
		if (!trusted && !isInsideFolder(location))
			throw new InferenceError(
				"INVALID_MODEL",
				`Expected weights inside the model's folder but weight \`${weight?.name}\` of ${label} lies at the unsafe path ${JSON.stringify(location)}.`,
				{ advice: "Pass `trusted: true` if you made this model yourself." },
			);
	return { graph, metadata: metadataOf(graph, surveyed), findings: findingsOf(graph, surveyed) };
}

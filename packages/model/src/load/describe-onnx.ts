import { type Finding, InferenceError, type LoadModelOptions, type ModelMetadata } from "@polyinfer/core";
import { findInModel } from "../findings.ts";
import type { Model } from "../graph.ts";
import { describeModel } from "../metadata.ts";
import { readOnnxAsync } from "../onnx/read-onnx.ts";
import { finishInTurns, Meter, type Sliced } from "../slices.ts";
import { type Survey, survey } from "../survey.ts";
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
	return finishInTurns(describe(graph, label, trusted), signal);
}

function* describe(graph: Model, label: string, trusted: boolean): Sliced<OnnxDescription> {
	const surveyed = yield* survey(graph);
	if (!trusted) yield* checkLocations(surveyed, label);
	const metadata = yield* describeModel(graph, surveyed);
	return { graph, metadata, findings: yield* findInModel(graph, surveyed) };
}

function* checkLocations({ external }: Survey, label: string): Sliced<void> {
	const meter = new Meter();
	for (const [location, weight] of external) {
		if (!isInsideFolder(location))
			throw new InferenceError(
				"INVALID_MODEL",
				`Expected weights inside the model's folder but weight \`${weight}\` of ${label} lies at the unsafe path ${JSON.stringify(location.slice(0, 500))}.`,
				{ advice: "Pass `trusted: true` if you made this model yourself." },
			);
		if (meter.due(5)) yield;
	}
}

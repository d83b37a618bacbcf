import type { Finding, LoadModelOptions, ModelMetadata } from "@polyinfer/core";
import { findInModel } from "../findings.ts";
import type { Model } from "../graph.ts";
import { ONNX_LIMITS, TRUSTED_ONNX_LIMITS } from "../limits.ts";
import { describeModel } from "../metadata.ts";
import { readOnnxAsync } from "../onnx/read-onnx.ts";
import { externalPaths } from "../scan/external-paths.ts";
import { scanModel } from "../scan/scan-model.ts";
import { finishInTurns, type Sliced } from "../slices.ts";
import { type Survey, survey } from "../survey.ts";

/** What a `LoadedModel` says of an ONNX file. */
export interface OnnxDescription {
	readonly metadata: ModelMetadata;
	readonly graph: Model;
	readonly findings: readonly Finding[];
	/** Other files that weights lie in; only named so far. */
	readonly external: Survey["external"];
}

/**
 * Reads an ONNX file into its graph, describes and scans it, in slices. `hasFolder`: the model is a file, and its
 * folder may hold its weights. Rejects with INVALID_MODEL and ABORTED.
 */
export async function describeOnnx(
	bytes: Uint8Array,
	hasFolder: boolean,
	{ signal, trusted = false }: LoadModelOptions,
): Promise<OnnxDescription> {
	const limits = trusted ? TRUSTED_ONNX_LIMITS : ONNX_LIMITS;
	const graph = await readOnnxAsync(bytes, signal === undefined ? { limits } : { limits, signal });
	return finishInTurns(describe(graph, hasFolder), signal);
}

function* describe(graph: Model, hasFolder: boolean): Sliced<OnnxDescription> {
	const surveyed = yield* survey(graph);
	const metadata = yield* describeModel(graph, surveyed);
	const findings = [
		...(yield* findInModel(graph, surveyed)),
		...(yield* externalPaths(surveyed, hasFolder)),
		...(yield* scanModel(graph)),
	];
	return { graph, metadata, findings, external: surveyed.external };
}

import type { ModelMetadata } from "@polyinfer/core";
import type { Model } from "./graph.ts";
import { runInputs, valueInfoOf } from "./run-values.ts";
import { finish } from "./slices.ts";
import { type Survey, survey } from "./survey.ts";

/**
 * What a model contains. Inputs and outputs that are not tensors of a dtype (sequences, maps, float8) are left out;
 * `findingsOf` names them. Inputs with a default, and those of an `optional` type, are `optional`.
 * Weights are counted wherever they lie, in nodes and other files too. `surveyed` spares a walk over the model.
 */
export function metadataOf(model: Model, surveyed: Survey = finish(survey(model))): ModelMetadata {
	const { graph, producerName, producerVersion, description } = model;
	const producer = [producerName, producerVersion].filter(Boolean).join(" ");
	return {
		inputs: runInputs(model).flatMap((value) => valueInfoOf(value, graph.weights.has(value.name)) ?? []),
		outputs: graph.outputs.flatMap((value) => valueInfoOf(value, false) ?? []),
		opsets: Object.fromEntries(model.opsets),
		operators: Object.fromEntries([...surveyed.operators].sort(([a], [b]) => (a < b ? -1 : 1))),
		parameters: surveyed.parameters,
		...(producer === "" ? {} : { producer }),
		...(description ? { description } : {}),
		irVersion: model.irVersion,
		properties: Object.fromEntries(model.properties),
	};
}

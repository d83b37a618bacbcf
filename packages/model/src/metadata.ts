import type { ModelMetadata, ValueInfo } from "@polyinfer/core";
import type { GraphValue, Model } from "./graph.ts";
import { runInputs, valueInfoOf } from "./run-values.ts";
import { finish, Meter, type Sliced } from "./slices.ts";
import { type Survey, survey } from "./survey.ts";

/**
 * What a model contains. Inputs and outputs that are not tensors of a dtype (sequences, maps, float8) are left out;
 * `findingsOf` names them. Inputs with a default, and those of an `optional` type, are `optional`.
 * Weights are counted wherever they lie, in nodes and other files too. `surveyed` spares a walk over the model.
 */
export function metadataOf(model: Model, surveyed: Survey = finish(survey(model))): ModelMetadata {
	return finish(describeModel(model, surveyed));
}

/** {@link metadataOf} in slices. */
export function* describeModel(model: Model, surveyed: Survey): Sliced<ModelMetadata> {
	const { graph, producerName, producerVersion, description } = model;
	const producer = [producerName, producerVersion].filter(Boolean).join(" ");
	return {
		inputs: yield* describeValues(runInputs(model), (name) => graph.weights.has(name)),
		outputs: yield* describeValues(graph.outputs, () => false),
		opsets: Object.fromEntries(model.opsets),
		operators: Object.fromEntries([...surveyed.operators].sort(([a], [b]) => (a < b ? -1 : 1))),
		parameters: surveyed.parameters,
		...(producer === "" ? {} : { producer }),
		...(description ? { description } : {}),
		irVersion: model.irVersion,
		properties: Object.fromEntries(model.properties),
	};
}

function* describeValues(
	values: Iterable<GraphValue>,
	hasDefault: (name: string) => boolean,
): Sliced<readonly ValueInfo[]> {
	const meter = new Meter();
	const infos: ValueInfo[] = [];
	for (const value of values) {
		const info = valueInfoOf(value, hasDefault(value.name));
		if (info !== undefined) infos.push(info);
		if (meter.due(5)) yield;
	}
	return infos;
}

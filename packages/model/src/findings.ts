import type { Finding } from "@polyinfer/core";
import type { GraphValue, Model } from "./graph.ts";
import { listNames, NameList } from "./list-names.ts";
import { runInputs, valueInfoOf } from "./run-values.ts";
import { finish, Meter, type Sliced } from "./slices.ts";
import { type Survey, survey } from "./survey.ts";

/** Operator sets of the ONNX standard. */
const STANDARD_DOMAINS = new Set(["", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training"]);
/**
 * What is worth knowing about a model before an engine sees it: `external-data`, `custom-domain` (one a domain),
 * `functions`, `element-type`, `sparse-weight`, `unsupported-value`. `surveyed` spares a walk over the model.
 */
export function findingsOf(model: Model, surveyed: Survey = finish(survey(model))): Finding[] {
	return finish(findInModel(model, surveyed));
}

/** {@link findingsOf} in slices. */
export function* findInModel(model: Model, surveyed: Survey): Sliced<Finding[]> {
	return [
		...weightFindings(surveyed),
		...operatorFindings(model, surveyed),
		...(yield* valueFindings("inputs", runInputs(model))),
		...(yield* valueFindings("outputs", model.graph.outputs)),
	];
}

function* weightFindings({ external, externalCount, unnamedTypes, sparseWeights }: Survey): Iterable<Finding> {
	if (externalCount > 0)
		yield {
			kind: "external-data",
			message: `${externalCount} weights lie in other files: ${listNames(external.keys(), external.size)}.`,
		};
	for (const [elementType, name] of unnamedTypes)
		yield {
			kind: "element-type",
			message: `Weight \`${name}\` has ONNX element type ${elementType}, which has no dtype.`,
		};
	if (sparseWeights.size > 0)
		yield { kind: "sparse-weight", message: `Sparse weights: ${listNames(sparseWeights, sparseWeights.size)}.` };
}

function* operatorFindings({ functions }: Model, { domains }: Survey): Iterable<Finding> {
	if (functions.length > 0) {
		const names = functions.map(({ name }) => name);
		yield {
			kind: "functions",
			message: `The model defines ${names.length} operators itself: ${listNames(names, names.length)}.`,
		};
	}
	const defined = new Set(functions.map(({ domain, name }) => JSON.stringify([domain, name])));
	for (const [domain, operators] of domains) {
		const foreign = [...operators].filter((operator) => !defined.has(JSON.stringify([domain, operator])));
		if (!STANDARD_DOMAINS.has(domain) && foreign.length > 0)
			yield {
				kind: "custom-domain",
				message: `Operators of ${domain}, outside the ONNX standard: ${listNames(foreign, foreign.length)}.`,
			};
	}
}

function* valueFindings(side: string, values: Iterable<GraphValue>): Sliced<Finding[]> {
	const meter = new Meter();
	const names = new NameList();
	for (const value of values) {
		if (meter.due(5)) yield;
		if (valueInfoOf(value, false) !== undefined) continue;
		names.add(value.name);
	}
	const message = `${names.count} ${side} that are no tensors of a known dtype: ${names}.`;
	return names.count === 0 ? [] : [{ kind: "unsupported-value", message }];
}

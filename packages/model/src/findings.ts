import type { Finding } from "@polyinfer/core";
import type { GraphValue, Model } from "./graph.ts";
import { runInputs, valueInfoOf } from "./run-values.ts";
import { finish, Meter, type Sliced } from "./slices.ts";
import { type Survey, survey } from "./survey.ts";

/** Operator sets of the ONNX standard. */
const STANDARD_DOMAINS = new Set(["", "ai.onnx.ml", "ai.onnx.training", "ai.onnx.preview", "ai.onnx.preview.training"]);
/** Names listed in one message. */
const LISTED = 5;

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
			message: `${externalCount} weights lie in other files: ${list(external.keys(), external.size)}.`,
		};
	for (const [elementType, name] of unnamedTypes)
		yield {
			kind: "element-type",
			message: `Weight \`${name}\` has ONNX element type ${elementType}, which has no dtype.`,
		};
	if (sparseWeights.size > 0)
		yield { kind: "sparse-weight", message: `Sparse weights: ${list(sparseWeights, sparseWeights.size)}.` };
}

function* operatorFindings({ functions }: Model, { domains }: Survey): Iterable<Finding> {
	if (functions.length > 0) {
		const names = functions.map(({ name }) => name);
		yield {
			kind: "functions",
			message: `The model defines ${names.length} operators itself: ${list(names, names.length)}.`,
		};
	}
	const defined = new Set(functions.map(({ domain, name }) => JSON.stringify([domain, name])));
	for (const [domain, operators] of domains) {
		const foreign = [...operators].filter((operator) => !defined.has(JSON.stringify([domain, operator])));
		if (!STANDARD_DOMAINS.has(domain) && foreign.length > 0)
			yield {
				kind: "custom-domain",
				message: `Operators of ${domain}, outside the ONNX standard: ${list(foreign, foreign.length)}.`,
			};
	}
}

function* valueFindings(side: string, values: Iterable<GraphValue>): Sliced<Finding[]> {
	const meter = new Meter();
	const names: string[] = [];
	let count = 0;
	for (const value of values) {
		if (meter.due(5)) yield;
		if (valueInfoOf(value, false) !== undefined) continue;
		if (names.length < LISTED) names.push(value.name);
		count++;
	}
	const message = `${count} ${side} that are no tensors of a known dtype: ${list(names, count)}.`;
	return count === 0 ? [] : [{ kind: "unsupported-value", message }];
}

function list(names: Iterable<string>, count: number): string {
	const shown: string[] = [];
	for (const name of names) {
		if (shown.length === LISTED) break;
		shown.push(`\`${name.slice(0, 100)}\``);
	}
	return count > LISTED ? `${shown.join(", ")} and ${count - LISTED} more` : shown.join(", ");
}

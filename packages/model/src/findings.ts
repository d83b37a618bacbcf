import type { Finding } from "@polyinfer/core";
import type { Model } from "./graph.ts";
import { runInputs, valueInfoOf } from "./run-values.ts";
import { finish } from "./slices.ts";
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
	return [...weightFindings(surveyed), ...operatorFindings(model, surveyed), ...valueFindings(model)];
}

function* weightFindings({ external, unnamedTypes, sparseWeights }: Survey): Iterable<Finding> {
	let count = 0;
	for (const weights of external.values()) count += weights.length;
	if (count > 0)
		yield { kind: "external-data", message: `${count} weights lie in other files: ${list(external.keys())}.` };
	for (const [elementType, name] of unnamedTypes)
		yield {
			kind: "element-type",
			message: `Weight \`${name}\` has ONNX element type ${elementType}, which has no dtype.`,
		};
	if (sparseWeights.size > 0) yield { kind: "sparse-weight", message: `Sparse weights: ${list(sparseWeights)}.` };
}

function* operatorFindings({ functions }: Model, { domains }: Survey): Iterable<Finding> {
	if (functions.length > 0)
		yield {
			kind: "functions",
			message: `The model defines ${functions.length} operators itself: ${list(functions.map(({ name }) => name))}.`,
		};
	const defined = new Set(functions.map(({ domain, name }) => JSON.stringify([domain, name])));
	for (const [domain, operators] of domains) {
		const foreign = [...operators].filter((operator) => !defined.has(JSON.stringify([domain, operator])));
		if (!STANDARD_DOMAINS.has(domain) && foreign.length > 0)
			yield { kind: "custom-domain", message: `Operators of ${domain}, outside the ONNX standard: ${list(foreign)}.` };
	}
}

function* valueFindings(model: Model): Iterable<Finding> {
	const inputs = runInputs(model).map((value) => ({ value, side: "Input" }));
	const outputs = model.graph.outputs.map((value) => ({ value, side: "Output" }));
	for (const { value, side } of [...inputs, ...outputs]) {
		if (valueInfoOf(value, false) !== undefined) continue;
		const { kind } = value.type;
		const what =
			kind === "unknown" ? "of unknown type" : kind === "tensor" ? "of an element type without a dtype" : `a ${kind}`;
		yield { kind: "unsupported-value", message: `${side} \`${value.name}\` is ${what}.` };
	}
}

function list(names: Iterable<string>): string {
	const all = [...names];
	const shown = all.slice(0, LISTED).map((name) => `\`${name.slice(0, 100)}\``);
	return all.length > LISTED ? `${shown.join(", ")} and ${all.length - LISTED} more` : shown.join(", ");
}

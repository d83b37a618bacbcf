import { dtypeOfNumber } from "@polyinfer/core";
import type { Model, ValueType } from "@polyinfer/model";

/** A case, and what it covers. */
export interface OfficialFeatures {
	readonly name: string;
	/** `operator:Add`, `input:float16`, `output:sequence` ... */
	readonly features: readonly string[];
}

/** What a case covers: its operators, the types of inputs and outputs. Types without a dtype count as one. */
export function officialFeatures(name: string, { graph }: Model): OfficialFeatures {
	const features = [
		...graph.nodes.map(({ domain, operator }) => `operator:${domain === "" ? operator : `${domain}:${operator}`}`),
		...graph.inputs.map(({ type }) => `input:${typeName(type)}`),
		...graph.outputs.map(({ type }) => `output:${typeName(type)}`),
	];
	return { name, features: [...new Set(features)].sort() };
}

function typeName(type: ValueType): string {
	return type.kind === "tensor" ? (dtypeOfNumber(type.elementType) ?? "no dtype") : type.kind;
}

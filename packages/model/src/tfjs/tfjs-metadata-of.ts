import { elementCount, type ModelMetadata, type ValueInfo } from "@polyinfer/core";
import { bytesOfWeight } from "./read-weights.ts";
import type { TfjsModel, TfjsValue } from "./tfjs-model.ts";

/** What a graph model contains. Values of no dtype are left out. A layers model's values only TensorFlow.js can name. */
export function tfjsMetadataOf({
	kind,
	groups,
	inputs,
	outputs,
	operators,
	json,
}: TfjsModel): ModelMetadata | undefined {
	if (kind === "layers-model") return undefined;
	const weights = groups.flatMap((group) => group.weights);
	const { convertedBy, generatedBy } = json;
	const producer = [generatedBy, convertedBy].filter((text) => typeof text === "string" && text !== "").join(", ");
	return {
		inputs: infosOf(inputs),
		outputs: infosOf(outputs),
		opsets: {},
		operators: Object.fromEntries([...operators].sort(([a], [b]) => (a < b ? -1 : 1))),
		parameters: {
			count: weights.reduce((sum, { shape }) => sum + elementCount(shape), 0),
			bytes: weights.reduce((sum, weight) => sum + (bytesOfWeight(weight) ?? 0), 0),
		},
		...(producer === "" ? {} : { producer }),
		properties: {},
	};
}

function infosOf(values: readonly TfjsValue[]): ValueInfo[] {
	return values.flatMap(({ name, dtype, shape, dimNames }) =>
		dtype === undefined ? [] : [{ name, dtype, shape, ...(dimNames === undefined ? {} : { dimNames }) }],
	);
}

import { InferenceError, type LoadedModel, type Tensor } from "@polyinfer/core";
import {
	type GraphValue,
	loadModel,
	type Model,
	modelOf,
	type OnnxValue,
	readOnnxValue,
	weightTensor,
} from "@polyinfer/model";
import type { OfficialCase } from "./official-case.ts";

/** One run of a case: what goes in by name, and what must come out. */
export interface OfficialRun {
	readonly feeds: ReadonlyMap<string, OnnxValue>;
	readonly expected: ReadonlyMap<string, OnnxValue>;
}

/** A case whose files were read. */
export interface ReadOfficialCase {
	readonly model: LoadedModel;
	readonly graph: Model;
	readonly runs: readonly OfficialRun[];
}

/** Reads the files of a case. Rejects with INVALID_MODEL where the model or a value is broken. */
export async function readOfficialCase({ model: bytes, dataSets }: OfficialCase): Promise<ReadOfficialCase> {
	const [model] = (await loadModel(bytes, {})) as [LoadedModel];
	const graph = modelOf(model);
	if (graph === undefined)
		throw new InferenceError("INVALID_MODEL", `Expected an ONNX model but received ${model.format}.`);
	const inputs = graph.graph.inputs.filter(({ name }) => !graph.graph.weights.has(name));
	const runs = dataSets.map((set) => ({
		feeds: readValues(inputs, set.inputs, "inputs"),
		expected: readValues(graph.graph.outputs, set.outputs, "outputs"),
	}));
	return { model, graph, runs };
}

function readValues(
	declared: readonly GraphValue[],
	files: readonly Uint8Array[],
	side: string,
): ReadonlyMap<string, OnnxValue> {
	if (files.length > declared.length)
		throw new InferenceError("INVALID_MODEL", `Expected ${declared.length} ${side} but received ${files.length}.`);
	return new Map(
		files.map((bytes, i) => {
			const { name, type } = declared[i] as GraphValue;
			const kind = type.kind === "sequence" || type.kind === "optional" ? type.kind : "tensor";
			return [name, readOnnxValue(bytes, kind)] as const;
		}),
	);
}

/**
 * A value as a tensor; `undefined` for an optional that is empty. Throws UNSUPPORTED for a sequence, and for a tensor of
 * an element type without a dtype.
 */
export function tensorOfValue(value: OnnxValue): Tensor | undefined {
	if (value.kind === "tensor") return weightTensor(value.tensor);
	if (value.kind === "sequence") throw new InferenceError("UNSUPPORTED", "Expected a tensor but received a sequence.");
	return value.value && tensorOfValue(value.value);
}

import { DTYPES, type InputBounds, type ValueInfo } from "@polyinfer/core";
import { unsupported } from "../../errors.ts";
import type { BatchAxes } from "./batch-axes.ts";
import type { CleanedGraph } from "./graph/clean-graph.ts";
import { INDEX_LAYERS } from "./layer-types.ts";
import type { NcnnLayer } from "./read-param.ts";

/** A converted model. */
export interface ConvertedValues {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly cleaned: CleanedGraph;
	readonly axes: BatchAxes;
	readonly layers: readonly NcnnLayer[];
	readonly bounds: InputBounds;
}

/**
 * The options that tell the engine which blob is which input and output, of what dtype, shape and batch axis, in the form
 * that `values.h` names. Throws UNSUPPORTED where the net lost one, or reads one both as numbers and as indices.
 */
export function describeValues({
	inputs,
	outputs,
	cleaned,
	axes,
	layers,
	bounds,
}: ConvertedValues): Record<string, string> {
	const texts: Record<string, string> = {};
	const blobs = new Set(layers.flatMap((layer) => layer.outputs));
	const dtypes = inputs.map(({ dtype }, i) => {
		const place = cleaned.inputs[i];
		if (place !== undefined) return numberOf(`in${place}`, layers);
		const isCast = cleaned.outputs.some((from) => from.kind === "input" && from.index === i && from.isCast);
		return isCast ? DTYPES.float32.number : DTYPES[dtype].number;
	});
	for (const [i, input] of inputs.entries()) {
		const place = cleaned.inputs[i];
		const blob = blobOf(place, i);
		if (place !== undefined && !blobs.has(blob)) throw lost("input", input);
		texts[`input.${i}`] = describe(
			blob,
			dtypes[i],
			place === undefined ? undefined : axes.inputs[place],
			fixed(input, bounds),
		);
	}
	for (const [i, output] of outputs.entries()) {
		const from = cleaned.outputs[i];
		if (from?.kind === "input") {
			texts[`output.${i}`] = describe(
				blobOf(cleaned.inputs[from.index], from.index),
				dtypes[from.index],
				undefined,
				output,
			);
			continue;
		}
		const blob = `out${from?.index}`;
		if (!blobs.has(blob)) throw lost("output", output);
		texts[`output.${i}`] = describe(blob, from?.isWhole ? "whole" : undefined, axes.outputs[from?.index ?? 0], output);
	}
	return texts;
}

/** The net's name of an input; for one that the net does not have, a name that is no blob. */
function blobOf(place: number | undefined, index: number): string {
	return place === undefined ? `-${index}` : `in${place}`;
}

function describe(
	blob: string,
	dtype: number | string | undefined,
	axis: number | undefined,
	{ name, shape }: ValueInfo,
): string {
	const sizes = shape === null ? "?" : shape.length === 0 ? "scalar" : shape.map((size) => size ?? -1).join("x");
	return `${blob} ${dtype ?? "float32"} ${axis ?? "-"} ${sizes} ${name}`;
}

/** The sizes that a caller fixed are fixed in the net, too. */
function fixed(input: ValueInfo, bounds: InputBounds): ValueInfo {
	const bound = bounds[input.name]?.shape;
	if (bound === undefined || input.shape === null) return input;
	const [low, high] = "min" in bound ? [bound.min, bound.max] : [bound, bound];
	return {
		...input,
		shape: input.shape.map((size, axis) => size ?? (low[axis] === high[axis] ? (low[axis] ?? null) : null)),
	};
}

/** Dtype of an input of the net: int32 where all layers that read it look up rows, else float32. */
function numberOf(blob: string, layers: readonly NcnnLayer[]): number {
	const readers = readersOf(blob, layers);
	const indices = readers.filter(({ type }) => INDEX_LAYERS.includes(type));
	if (indices.length === 0) return DTYPES.float32.number;
	if (indices.length === readers.length) return DTYPES.int32.number;
	const other = readers.find((layer) => !indices.includes(layer));
	throw unsupported(
		"ncnn",
		`ncnn cannot look up rows and compute with the same input, as ${other?.type} does.`,
		"convert",
	);
}

function readersOf(blob: string, layers: readonly NcnnLayer[]): NcnnLayer[] {
	return layers
		.filter(({ inputs }) => inputs.includes(blob))
		.flatMap((layer) => (layer.type === "Split" ? layer.outputs.flatMap((own) => readersOf(own, layers)) : [layer]));
}

function lost(what: string, { name }: ValueInfo): Error {
	return unsupported("ncnn", `pnnx lost the ${what} \`${name}\`.`, "convert");
}

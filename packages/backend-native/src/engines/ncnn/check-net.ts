import { InferenceError, type LoadedModel } from "@polyinfer/core";
import { unsupported } from "../../errors.ts";
import { checkWeights } from "./check-weights.ts";
import { LAYER_TYPES } from "./layer-types.ts";
import { type NcnnLayer, readParam } from "./read-param.ts";

/** A net as text is some hundred kilobytes at most; a text of more is none. */
const MOST_TEXT_BYTES = 64 * 2 ** 20;

/**
 * Checks a .param text and its .bin weights as far as that goes without the engine, which crashes on some broken nets.
 * Throws INVALID_MODEL for a broken net, UNSUPPORTED for the binary form of .param and where the weights are missing.
 */
export function checkNet(model: LoadedModel): void {
	if (model.format !== "ncnn") return;
	const [param, weights] = model.files;
	if (param === undefined || weights === undefined)
		throw unsupported("ncnn", "Expected a .bin file beside the .param file but there is none.", "load");
	if (param.bytes[0] === 0xdd)
		throw unsupported("ncnn", "Expected .param as text but received its binary form.", "load");
	if (param.bytes.length > MOST_TEXT_BYTES)
		throw new InferenceError("INVALID_MODEL", `Expected a .param text of at most ${MOST_TEXT_BYTES} bytes.`, {
			backend: "ncnn",
		});
	const layers = readParam(new TextDecoder().decode(param.bytes));
	checkLayers(layers);
	checkWeights(layers, weights.bytes);
}

/** Throws INVALID_MODEL for a layer that has fewer or more inputs or outputs than its type reads. */
export function checkLayers(layers: readonly NcnnLayer[]): void {
	for (const layer of layers) {
		const arity = LAYER_TYPES[layer.type];
		if (arity === undefined) continue;
		const [fewest, most] = [Math.max(arity[0], inputsRead(layer)), arity[1]];
		expectCount(layer, "inputs", layer.inputs.length, fewest, most);
		expectCount(layer, "outputs", layer.outputs.length, arity[2], arity[3]);
		checkPadding(layer);
	}
}

/** Numbers that hold a padding, by layer. */
const PADDINGS: readonly (readonly [RegExp, readonly number[]])[] = [
	[/^(Dec|C)onvolution/, [4, 14, 15, 16]],
	[/^Pooling/, [3, 13, 14, 15]],
];
const MOST_PADDING = 65_536;
/** The padding that leaves the size as it is, more at the end or at the start. */
const SAME: readonly number[] = [-233, -234];

/** ncnn takes any number as padding and writes outside its memory. */
function checkPadding({ type, name, values }: NcnnLayer): void {
	const [, numbers = []] = PADDINGS.find(([types]) => types.test(type)) ?? [];
	for (const number of numbers) {
		const padding = values.get(number) ?? 0;
		if (typeof padding === "number" && ((padding >= 0 && padding <= MOST_PADDING) || SAME.includes(padding))) continue;
		throw new InferenceError(
			"INVALID_MODEL",
			`The net is broken: expected a padding of 0 to ${MOST_PADDING} for layer \`${name}\` (${type}) but it has ${padding}.`,
			{ backend: "ncnn" },
		);
	}
}

/** What options make a layer read. */
function inputsRead({ type, values, floats }: NcnnLayer): number {
	const isOn = (id: number): boolean => !floats.has(id) && (values.get(id) ?? 0) !== 0;
	if (type === "BinaryOp") return isOn(1) ? 1 : 2;
	if (/^Convolution/.test(type)) return isOn(19) ? (isOn(5) ? 3 : 2) : 1;
	if (/^Deconvolution/.test(type)) return isOn(28) ? (isOn(5) ? 3 : 2) : 1;
	if (type === "Scale") return values.get(0) === -233 ? 2 : 1;
	if (type === "Interp") return isOn(5) ? 2 : 1;
	if (type === "Gemm") return [4, 5, 6].filter((id) => !isOn(id)).length - (isOn(6) ? 0 : 1);
	return 0;
}

function expectCount({ type, name }: NcnnLayer, what: string, count: number, fewest: number, most: number): void {
	if (count >= fewest && count <= most) return;
	const expected = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
	throw new InferenceError(
		"INVALID_MODEL",
		`The net is broken: expected ${expected} ${what} for layer \`${name}\` (${type}) but it has ${count}.`,
		{
			backend: "ncnn",
		},
	);
}

import { InferenceError } from "@polyinfer/core";

/** What a layer's line says at one number: a number, several, or a text such as a formula. */
export type ParamValue = number | readonly number[] | string;

/** One layer of a net. */
export interface NcnnLayer {
	readonly type: string;
	readonly name: string;
	/** Blobs by name. */
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	/** By the layer's own numbers: `0=16` is 16 at 0, `-23310=2,0.0,6.0` is [0, 6] at 10. */
	readonly values: ReadonlyMap<number, ParamValue>;
	/** Which of the single numbers are written as floats: where a layer wants an integer, ncnn takes its default instead. */
	readonly floats: ReadonlySet<number>;
}

const MAGIC = "7767517";
const MOST = 100_000;
const LONGEST_NAME = 255;
const FIRST_LIST = -23300;
const MOST_VALUES = 32;

/**
 * Reads a .param text. Each blob is made once, before it is used, and used by one layer: what ncnn relies on and does not
 * check. Throws INVALID_MODEL, with the line, for any other text.
 */
export function readParam(text: string): readonly NcnnLayer[] {
	const lines = text.split(/\r?\n/);
	while (lines.length > 0 && lines.at(-1)?.trim() === "") lines.pop();
	if (lines[0]?.trim() !== MAGIC)
		throw broken(1, `expected ${MAGIC} but received \`${(lines[0] ?? "").slice(0, 40)}\``);
	const [layerCount, blobCount] = countsOf(lines[1]);
	if (lines.length - 2 !== layerCount)
		throw broken(2, `expected ${layerCount} layers but ${lines.length - 2} lines follow`);
	const made = new Set<string>();
	const used = new Set<string>();
	const layers = lines.slice(2).map((line, i) => {
		const layer = readLayer(line, i + 3);
		for (const blob of layer.inputs) {
			if (!made.has(blob)) throw broken(i + 3, `no layer before makes the blob \`${blob}\``);
			if (used.has(blob)) throw broken(i + 3, `a second layer uses the blob \`${blob}\``);
			used.add(blob);
		}
		for (const blob of layer.outputs) {
			if (made.has(blob)) throw broken(i + 3, `a second layer makes the blob \`${blob}\``);
			made.add(blob);
		}
		return layer;
	});
	if (made.size > blobCount) throw broken(2, `expected ${blobCount} blobs but the layers make ${made.size}`);
	return layers;
}

function countsOf(line = ""): readonly [number, number] {
	const words = line.trim().split(/\s+/);
	const [layers = 0, blobs = 0] = words.map((word) => wholeOf(word, 2));
	if (words.length !== 2 || layers < 1 || blobs < 1 || layers > MOST || blobs > MOST)
		throw broken(2, `expected the counts of layers and blobs, 1 to ${MOST}, but received \`${line.slice(0, 40)}\``);
	return [layers, blobs];
}

function readLayer(line: string, number: number): NcnnLayer {
	const [type = "", name = "", ...rest] = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
	const [inputCount, outputCount] = [rest[0], rest[1]].map((word) => wholeOf(word ?? "", number)) as [number, number];
	if (inputCount < 0 || outputCount < 0 || rest.length < 2 + inputCount + outputCount)
		throw broken(number, `expected ${inputCount} inputs and ${outputCount} outputs`);
	const blobs = rest.slice(2, 2 + inputCount + outputCount);
	for (const word of [type, name, ...blobs])
		if (word.length > LONGEST_NAME) throw broken(number, `a name has more than ${LONGEST_NAME} characters`);
	const values = new Map<number, ParamValue>();
	const floats = new Set<number>();
	for (const word of rest.slice(2 + blobs.length)) {
		const [id, value] = readValue(word, number);
		values.set(id, value);
		if (/=[^"]*[.eE]/.test(word)) floats.add(id);
	}
	return { type, name, inputs: blobs.slice(0, inputCount), outputs: blobs.slice(inputCount), values, floats };
}

function readValue(word: string, line: number): readonly [number, ParamValue] {
	const [, key = "", text = ""] = /^([-+]?\d+)=(.+)$/.exec(word) ?? [];
	if (text === "") throw broken(line, `expected \`number=value\` but received \`${word.slice(0, 40)}\``);
	const given = wholeOf(key, line);
	const isList = given <= FIRST_LIST;
	const id = isList ? FIRST_LIST - given : given;
	if (id < 0 || id >= MOST_VALUES) throw broken(line, `expected a number under ${MOST_VALUES} but received \`${key}\``);
	if (!isList && /^(".*"|[A-Za-z*/].*)$/.test(text)) return [id, text.replaceAll('"', "")];
	const items = text.split(",");
	if (!isList && items.length === 1) return [id, numberOf(text, line)];
	if (!isList)
		return [id, items.filter((item, i) => item !== "" || i + 1 < items.length).map((item) => numberOf(item, line))];
	const [count = "", ...rest] = items;
	if (wholeOf(count, line) !== rest.length)
		throw broken(line, `expected ${count} items for ${key} but received ${rest.length}`);
	return [id, rest.map((item) => numberOf(item, line))];
}

function numberOf(text: string, line: number): number {
	if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text))
		throw broken(line, `expected a number but received \`${text.slice(0, 40)}\``);
	return Number(text);
}

function wholeOf(text: string, line: number): number {
	const number = Number(text);
	if (!/^[-+]?\d+$/.test(text) || Math.abs(number) > 2 ** 31)
		throw broken(line, `expected a whole number but received \`${text.slice(0, 40)}\``);
	return number;
}

function broken(line: number, why: string): InferenceError {
	return new InferenceError("INVALID_MODEL", `The .param file is broken at line ${line}: ${why}.`, { backend: "ncnn" });
}

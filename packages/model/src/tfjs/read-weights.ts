import { ONNX_LIMITS } from "../limits.ts";
import { isInsideFolder } from "../load/is-inside-folder.ts";
import { broken, expected, type JsonObject, listOf, objectOf, optionalObject, textOf } from "./json-fields.ts";
import type { TfjsWeight, TfjsWeightGroup } from "./tfjs-model.ts";

/** Files that the weights lie in, at most. */
const MAX_SHARDS = 10_000;
/** Bytes of all weights, at most: a view in JavaScript ends there. */
const MAX_WEIGHT_BYTES = 2 ** 32;
const { maxTensors, maxNameBytes, maxRank } = ONNX_LIMITS;

/** Bytes an element; 0: each has its own length. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8, string: 0 };
const STORED_BYTES: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };

/** Bytes that a weight takes in its file; `undefined` where only its file tells, as for texts. */
export function bytesOfWeight({ dtype, storedAs, shape }: TfjsWeight): number | undefined {
	const bytes = storedAs === undefined ? ELEMENT_BYTES[dtype] : STORED_BYTES[storedAs];
	return bytes ? bytes * countOf(shape) : undefined;
}

/** How many elements; unlike `elementCount` also of what no array can hold. */
function countOf(shape: readonly number[]): number {
	return shape.reduce((product, size) => product * size, 1);
}

/** `weightsManifest`, with every path inside the model's folder. Throws INVALID_MODEL. */
export function readWeightGroups(manifest: unknown): TfjsWeightGroup[] {
	let totalBytes = 0;
	let [weightCount, shardCount] = [0, 0];
	const names = new Set<string>();
	const groups = listOf(manifest, "weightsManifest", MAX_SHARDS).map((value, i) => {
		const where = `weightsManifest[${i}]`;
		const group = objectOf(value, where);
		const paths = listOf(group.paths, `${where}.paths`, MAX_SHARDS).map((path) => readPath(path, `${where}.paths`));
		const weights = listOf(group.weights, `${where}.weights`, maxTensors).map((weight, k) =>
			readWeight(objectOf(weight, `${where}.weights[${k}]`), `${where}.weights[${k}]`),
		);
		for (const weight of weights) {
			if (names.has(weight.name)) throw broken(`Expected weight \`${weight.name}\` once but model.json has it twice.`);
			names.add(weight.name);
			totalBytes += bytesOfWeight(weight) ?? 4 * countOf(weight.shape);
		}
		weightCount += weights.length;
		shardCount += paths.length;
		return { paths, weights };
	});
	if (weightCount > maxTensors)
		throw broken(`Expected at most ${maxTensors} weights but model.json has ${weightCount}.`);
	if (shardCount > MAX_SHARDS)
		throw broken(`Expected at most ${MAX_SHARDS} files of weights but there are ${shardCount}.`);
	if (totalBytes > MAX_WEIGHT_BYTES)
		throw broken(`Expected at most ${MAX_WEIGHT_BYTES} bytes of weights but model.json describes ${totalBytes}.`);
	return groups;
}

function readPath(value: unknown, where: string): string {
	const path = textOf(value, where, maxNameBytes);
	if (isInsideFolder(path) && !/[?#%]/.test(path)) return path;
	throw broken(
		`Expected paths inside the model's folder in ${where} but received ${JSON.stringify(path.slice(0, 200))}.`,
	);
}

function readWeight(weight: JsonObject, where: string): TfjsWeight {
	const name = textOf(weight.name, `${where}.name`, maxNameBytes);
	const dtype = textOf(weight.dtype, `${where}.dtype`, 32);
	if (!Object.hasOwn(ELEMENT_BYTES, dtype))
		throw expected(`one of ${Object.keys(ELEMENT_BYTES).join(", ")}`, `the dtype of weight \`${name}\``, dtype);
	const shape = listOf(weight.shape, `the shape of weight \`${name}\``, maxRank).map((size) => {
		if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) return size;
		throw expected("sizes of 0 and above", `the shape of weight \`${name}\``, weight.shape);
	});
	const quantization = optionalObject(weight.quantization, `the quantization of weight \`${name}\``);
	const storedAs = quantization?.dtype;
	if (storedAs === undefined) {
		if (quantization === undefined) return { name, dtype, shape };
		throw expected("a dtype", `the quantization of weight \`${name}\``, quantization);
	}
	if (typeof storedAs !== "string" || !Object.hasOwn(STORED_BYTES, storedAs))
		throw expected(
			`one of ${Object.keys(STORED_BYTES).join(", ")}`,
			`the quantization of weight \`${name}\``,
			storedAs,
		);
	if (dtype !== "float32" && dtype !== "int32")
		throw expected("float32 or int32", `the dtype of the quantized weight \`${name}\``, dtype);
	for (const key of ["scale", "min"])
		if (storedAs !== "float16" && typeof quantization?.[key] !== "number")
			throw expected("a number", `quantization.${key} of weight \`${name}\``, quantization?.[key]);
	return { name, dtype, shape, storedAs };
}

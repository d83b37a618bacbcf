import { InferenceError, type Tensor } from "@polyinfer/core";
import { NPY_MAGIC } from "./npy-header.ts";
import { NPY_TYPES } from "./npy-type.ts";

/** The elements start at a multiple of this many bytes, so that NumPy can map them. */
const ALIGNMENT = 64;

/**
 * The content of a `.npy` file (version 1, little-endian, last axis fastest) with the elements of `tensor`.
 * Throws INVALID_ARGUMENT for bfloat16, which NumPy lacks.
 */
export function writeNpy(tensor: Tensor): Uint8Array {
	const { descr, bytes } = encode(tensor);
	const sizes = tensor.shape.length === 1 ? `${tensor.shape[0]},` : tensor.shape.join(", ");
	const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
	const unpadded = NPY_MAGIC.length + 4 + header.length + 1;
	const dataOffset = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
	const file = new Uint8Array(dataOffset + bytes.length);
	file.set(NPY_MAGIC);
	file[6] = 1;
	new DataView(file.buffer).setUint16(8, dataOffset - 10, true);
	file.set(new TextEncoder().encode(`${header}${" ".repeat(dataOffset - unpadded)}\n`), 10);
	file.set(bytes, dataOffset);
	return file;
}

function encode(tensor: Tensor): { descr: string; bytes: Uint8Array } {
	const { dtype, data } = tensor;
	if (dtype === "bfloat16")
		throw new InferenceError(
			"INVALID_ARGUMENT",
			"Expected a dtype that .npy files have but received bfloat16: convert it with `toFloat32()` first.",
		);
	if (dtype === "string") return encodeTexts(data as string[]);
	const numbers = data as Exclude<typeof data, string[]>;
	const type = NPY_TYPES[dtype];
	return {
		descr: `${type.endsWith("1") ? "|" : "<"}${type}`,
		bytes: new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
	};
}

function encodeTexts(texts: readonly string[]): { descr: string; bytes: Uint8Array } {
	const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) as number));
	const length = points.reduce((most, text) => Math.max(most, text.length), 1);
	const units = new Uint32Array(length * texts.length);
	points.forEach((text, i) => {
		units.set(text, i * length);
	});
	return { descr: `<U${length}`, bytes: new Uint8Array(units.buffer) };
}

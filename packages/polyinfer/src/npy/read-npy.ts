import { DTYPES, elementCount, InferenceError, Tensor, type TensorData } from "@polyinfer/core";
import { broken, parseNpyHeader } from "./npy-header.ts";
import { type NpyType, parseNpyType } from "./npy-type.ts";

/**
 * Reads the content of a `.npy` file into a tensor of its own memory. Both byte orders and both axis orders are taken;
 * of text only `U`. Throws INVALID_ARGUMENT for a file that is none, is cut short or longer than it says, or holds
 * what no tensor can (objects, records, complex numbers, dates). `source` names the file in errors.
 */
export function readNpy(file: Uint8Array, source = "the data"): Tensor {
	const { descr, fortranOrder, shape, dataOffset } = parseNpyHeader(file, source);
	const type = parseNpyType(descr);
	if (!type)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected numbers, booleans or text in ${source} but received NumPy's type ${JSON.stringify(descr)}.`,
		);
	const count = elementCount(shape);
	const expected = count * type.bytes;
	const received = file.length - dataOffset;
	if (count < 0 || !Number.isSafeInteger(expected) || expected !== received)
		throw broken(source, `its header promises ${descr} [${shape}] and ${received} bytes follow`);
	if (type.bytes === 0 && count > file.length) throw broken(source, `it promises ${count} empty texts`);
	const bytes = file.slice(dataOffset);
	if (type.bigEndian) swapBytes(bytes, type.dtype === "string" ? 4 : type.bytes);
	const data = type.dtype === "string" ? readTexts(bytes, type, count) : readNumbers(bytes, type, source);
	return new Tensor(type.dtype, fortranOrder ? transposed(data, shape) : data, shape);
}

function swapBytes(bytes: Uint8Array, width: number): void {
	for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}

function readNumbers(bytes: Uint8Array, type: NpyType, source: string): TensorData {
	const Container = DTYPES[type.dtype].array;
	if (!Container) throw new InferenceError("INVALID_ARGUMENT", `${source} holds no numbers.`);
	if (type.dtype === "bool" && bytes.some((byte) => byte > 1))
		throw broken(source, "a boolean in it is neither 0 nor 1");
	return new Container(bytes.buffer, bytes.byteOffset, bytes.byteLength / type.bytes) as TensorData;
}

/** UTF-32 of a fixed length, filled up with zeros. */
function readTexts(bytes: Uint8Array, type: NpyType, count: number): string[] {
	const units = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
	const length = type.bytes / 4;
	return Array.from({ length: count }, (_, i) => {
		let text = "";
		for (const unit of units.subarray(i * length, (i + 1) * length)) {
			text += unit <= 0x10ffff ? String.fromCodePoint(unit) : "\ufffd";
		}
		return text.replace(/\0+$/, "");
	});
}

/** Elements in the order "last axis fastest" from those in the order "first axis fastest". */
function transposed(data: TensorData, shape: readonly number[]): TensorData {
	const result = data.slice();
	const index = new Array<number>(shape.length).fill(0);
	for (let to = 0; to < result.length; to++) {
		let from = 0;
		for (let axis = shape.length - 1; axis >= 0; axis--)
			from = from * (shape[axis] as number) + (index[axis] as number);
		result[to] = data[from] as never;
		for (let axis = shape.length - 1; axis >= 0; axis--) {
			index[axis] = (index[axis] as number) + 1;
			if ((index[axis] as number) < (shape[axis] as number)) break;
			index[axis] = 0;
		}
	}
	return result;
}

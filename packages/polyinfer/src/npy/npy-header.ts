import { InferenceError } from "@polyinfer/core";

/** First bytes of every `.npy` file. */
export const NPY_MAGIC: Uint8Array = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59);

/** What a `.npy` header says. */
export interface NpyHeader {
	/** NumPy's type string: `"<f4"`. */
	readonly descr: string;
	/** First axis fastest instead of the last. */
	readonly fortranOrder: boolean;
	readonly shape: readonly number[];
	/** Where the elements start, in bytes. */
	readonly dataOffset: number;
}

/** Longest header that is read; NumPy itself stops at 10,000. */
const MAX_HEADER_BYTES = 1 << 16;
/** As many axes as NumPy has at most. */
const MAX_RANK = 64;
const FIELD =
	/\s*(['"])(descr|fortran_order|shape)\1\s*:\s*('[^']*'|"[^"]*"|True|False|\([\dL,\s]*\))\s*(?:,|(?=\s*\}))/y;

/**
 * Reads the header of a `.npy` file, versions 1 to 3 (NumPy's `numpy/lib/format.py`). It is a Python literal of
 * three fixed keys and nothing is evaluated. Throws INVALID_ARGUMENT, `source` names the file.
 */
export function parseNpyHeader(file: Uint8Array, source: string): NpyHeader {
	if (file.length < 12 || NPY_MAGIC.some((byte, i) => file[i] !== byte))
		throw broken(source, "it does not start as one");
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	const version = view.getUint8(6);
	if (version < 1 || version > 3) throw broken(source, `its format version is ${version}, not 1, 2 or 3`);
	const start = version === 1 ? 10 : 12;
	const headerBytes = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
	if (headerBytes > MAX_HEADER_BYTES) throw broken(source, `its header is ${headerBytes} bytes long`);
	if (start + headerBytes > file.length) throw broken(source, "it ends inside its header");
	const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(file.subarray(start, start + headerBytes));
	const fields = readFields(text);
	const descr = fields?.get("descr");
	const order = fields?.get("fortran_order");
	const shape = fields?.get("shape");
	if (!descr || !/^['"]/.test(descr) || !order || !/^[TF]/.test(order) || !shape?.startsWith("("))
		throw broken(source, `its header is ${JSON.stringify(text.trim().slice(0, 80))}`);
	return {
		descr: descr.slice(1, -1),
		fortranOrder: order === "True",
		shape: readShape(shape, source),
		dataOffset: start + headerBytes,
	};
}

/** INVALID_ARGUMENT that says why `source` is no `.npy` file. */
export function broken(source: string, why: string): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", `Expected a .npy file but ${source} is none: ${why}.`);
}

function readFields(text: string): Map<string, string> | undefined {
	const open = /^\s*\{/.exec(text);
	if (!open) return undefined;
	const fields = new Map<string, string>();
	FIELD.lastIndex = open[0].length;
	let end = FIELD.lastIndex;
	for (let match = FIELD.exec(text); match; match = FIELD.exec(text)) {
		if (fields.has(match[2] as string)) return undefined;
		fields.set(match[2] as string, match[3] as string);
		end = FIELD.lastIndex;
	}
	return /^\s*\}\s*$/.test(text.slice(end)) ? fields : undefined;
}

function readShape(text: string, source: string): number[] {
	const sizes = text
		.slice(1, -1)
		.split(",")
		.map((size) => size.trim());
	if (sizes.at(-1) === "") sizes.pop();
	if (sizes.length > MAX_RANK) throw broken(source, `it has ${sizes.length} axes`);
	return sizes.map((size) => {
		const value = /^\d+L?$/.test(size) ? Number.parseInt(size, 10) : Number.NaN;
		if (!Number.isSafeInteger(value)) throw broken(source, `its shape is ${text.slice(0, 80)}`);
		return value;
	});
}

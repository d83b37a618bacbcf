import { WIRE, type WireReader } from "../protobuf/wire-reader.ts";
import type { Sliced } from "../slices.ts";
import { TENSOR } from "./schema.ts";

/** A field of `TensorProto` that holds numbers other than as `raw_data`. */
export interface TypedField {
	readonly field: number;
	readonly name: string;
	/** Bytes of one entry on the wire; `0`: a varint. */
	readonly wireBytes: 0 | 4 | 8;
	readonly elementTypes: readonly number[];
}

/** Which typed field holds which element types (onnx.proto, comments of `TensorProto`). */
export const TYPED_FIELDS: readonly TypedField[] = [
	{ field: TENSOR.floats, name: "float_data", wireBytes: 4, elementTypes: [1, 14] },
	{ field: TENSOR.doubles, name: "double_data", wireBytes: 8, elementTypes: [11, 15] },
	{
		field: TENSOR.int32s,
		name: "int32_data",
		wireBytes: 0,
		elementTypes: [2, 3, 4, 5, 6, 9, 10, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26],
	},
	{ field: TENSOR.int64s, name: "int64_data", wireBytes: 0, elementTypes: [7] },
	{ field: TENSOR.uint64s, name: "uint64_data", wireBytes: 0, elementTypes: [12, 13] },
];

/** How a tensor's numbers become bytes: the whole size, and bytes of one varint entry. */
export interface TypedLayout {
	readonly sizeBytes: number;
	readonly entryBytes: number;
}

/**
 * The content of one typed field of the tensor message `reader`, as exactly `sizeBytes` little-endian bytes in new
 * memory. Varints are cut to their element's size, as engines do.
 */
export function* readTypedData(reader: WireReader, typed: TypedField, layout: TypedLayout): Sliced<Uint8Array> {
	const { sizeBytes } = layout;
	reader.charge(sizeBytes);
	const target = new Uint8Array(sizeBytes);
	let used = 0;
	reader.rewind();
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		if (reader.field !== typed.field) reader.skip();
		else if (typed.wireBytes === 0) used = yield* readVarints(reader, typed, layout, target, used);
		else {
			const piece = readFixed(reader, typed);
			if (used + piece.length > sizeBytes) tooMany(reader, typed, sizeBytes);
			target.set(piece, used);
			used += piece.length;
		}
	}
	if (used !== sizeBytes)
		reader.fail(`expected ${sizeBytes} bytes for the tensor's shape and type but received ${used}`, typed.name);
	return target;
}

/** One entry or a packed run of entries of fixed size, as a view. */
function readFixed(reader: WireReader, { name, wireBytes }: TypedField): Uint8Array {
	if (reader.wireType === WIRE.bytes) return reader.bytes(name);
	reader.expect(wireBytes === 4 ? WIRE.fixed32 : WIRE.fixed64, name);
	const at = reader.take(wireBytes, name);
	return reader.source.bytes.subarray(at, at + wireBytes);
}

/** One varint or a packed run of them; gives the bytes used afterwards. */
function* readVarints(
	reader: WireReader,
	typed: TypedField,
	{ sizeBytes, entryBytes }: TypedLayout,
	target: Uint8Array,
	start: number,
): Sliced<number> {
	let used = start;
	const packed = reader.wireType === WIRE.bytes;
	if (!packed) reader.expect(WIRE.varint, typed.name);
	const entries = packed ? reader.message(typed.name) : reader;
	while (entries.position < entries.end) {
		if (used + entryBytes > sizeBytes) tooMany(reader, typed, sizeBytes);
		writeEntry(entries, target, used, entryBytes);
		used += entryBytes;
		if (reader.source.meter.due(1)) yield;
		if (!packed) break;
	}
	return used;
}

function tooMany(reader: WireReader, typed: TypedField, sizeBytes: number): never {
	reader.fail(`expected ${sizeBytes} bytes for the tensor's shape and type but received more`, typed.name);
}

function writeEntry(reader: WireReader, target: Uint8Array, at: number, entryBytes: number): void {
	reader.varint();
	for (let i = 0; i < entryBytes; i++)
		target[at + i] = (i < 4 ? reader.low >>> (8 * i) : reader.high >>> (8 * i - 32)) & 255;
}

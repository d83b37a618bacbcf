import { elementCount } from "@polyinfer/core";
import type { Weight, WeightData } from "../graph.ts";
import { WIRE, type WireReader } from "../protobuf/wire-reader.ts";
import type { Sliced } from "../slices.ts";
import { rawBytes, STRING_TYPE } from "./element-bits.ts";
import { readEntry } from "./read-entry.ts";
import { readExternal } from "./read-external.ts";
import { TENSOR } from "./schema.ts";
import { readTypedData, TYPED_FIELDS, type TypedField } from "./typed-data.ts";

const typedByField = new Map(TYPED_FIELDS.map((typed) => [typed.field, typed]));

/** What one pass over a `TensorProto` finds; numbers in typed fields are read in a second pass, when their size is known. */
interface Found {
	name: string;
	elementType: number;
	readonly shape: number[];
	raw?: Uint8Array;
	typed?: TypedField;
	/** Fields of that kind, and the last one where it is a packed run. */
	typedPieces: number;
	typedRun?: Uint8Array;
	readonly strings: Uint8Array[];
	isExternal: boolean;
	readonly external: Map<string, string>;
}

/** `TensorProto`. Fails where content, shape and type do not fit together. */
export function* readTensor(reader: WireReader): Sliced<Weight> {
	reader.count("tensors", reader.source.limits.maxTensors);
	reader.charge(480);
	const found = yield* skim(reader);
	const { name, elementType, shape } = found;
	if (elementType === 0) reader.fail("expected an element type but received none", "data_type");
	const count = elementCount(shape);
	if (count < 0) reader.fail(`expected sizes of 0 and above with a product below 2^53 but received [${shape}]`, "dims");
	return { name, elementType, shape, data: yield* readData(reader, found, count) };
}

function* skim(reader: WireReader): Sliced<Found> {
	const found: Found = {
		name: "",
		elementType: 0,
		shape: [],
		typedPieces: 0,
		strings: [],
		isExternal: false,
		external: new Map(),
	};
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		switch (reader.field) {
			case TENSOR.dims:
				readDims(reader, found.shape);
				break;
			case TENSOR.elementType:
				found.elementType = reader.int("data_type");
				break;
			case TENSOR.name:
				found.name = reader.name("name");
				break;
			case TENSOR.raw:
				found.raw = reader.bytes("raw_data");
				break;
			case TENSOR.strings:
				reader.charge(100);
				found.strings.push(reader.bytes("string_data"));
				break;
			case TENSOR.location:
				found.isExternal = reader.int("data_location") === 1;
				break;
			case TENSOR.external: {
				const [key, value] = readEntry(reader.message("external_data", found.external.size));
				if (found.external.has(key)) reader.fail(`expected \`${key}\` once but received it again`, "external_data");
				found.external.set(key, value);
				break;
			}
			case TENSOR.segment:
				reader.fail("expected a whole tensor but received a segment of one", "segment");
				break;
			default:
				skimTyped(reader, found);
		}
	}
	return found;
}

/** One field of sizes, single or packed, behind those that are there. */
export function readDims(reader: WireReader, shape: number[]): void {
	const { maxRank } = reader.source.limits;
	const packed = reader.wireType === WIRE.bytes;
	if (!packed) reader.expect(WIRE.varint, "dims");
	const dims = packed ? reader.message("dims") : reader;
	while (dims.position < dims.end) {
		if (shape.length === maxRank) reader.fail(`expected at most ${maxRank} axes`, "dims");
		shape.push(dims.element("dims"));
		if (!packed) break;
	}
}

function skimTyped(reader: WireReader, found: Found): void {
	const typed = typedByField.get(reader.field);
	if (typed === undefined) {
		reader.skip();
		return;
	}
	if (reader.wireType !== WIRE.bytes) {
		reader.skip();
		found.typedPieces++;
	} else {
		const run = reader.bytes(typed.name);
		if (run.length === 0) return;
		found.typedRun = run;
		found.typedPieces++;
	}
	if (found.typed !== undefined && found.typed !== typed)
		reader.fail(`expected numbers in one field but received ${found.typed.name} and ${typed.name}`);
	found.typed = typed;
}

function* readData(reader: WireReader, found: Found, count: number): Sliced<WeightData> {
	const { elementType, typed, raw, strings } = found;
	const sizeBytes = rawBytes(elementType, count);
	const forms = [found.isExternal, typed !== undefined, raw !== undefined, strings.length > 0].filter(Boolean).length;
	if (forms > 1) reader.fail("expected the tensor's content in one form but received it in several");
	if (found.isExternal) return { kind: "external", external: readExternal(reader, found.external, sizeBytes) };
	if (elementType === STRING_TYPE) {
		if (strings.length !== count)
			reader.fail(`expected ${count} strings for shape [${found.shape}] but received ${strings.length}`, "string_data");
		return { kind: "strings", strings };
	}
	if (typed !== undefined) {
		if (sizeBytes === undefined || !typed.elementTypes.includes(elementType))
			reader.fail(`expected numbers of element type ${elementType} in another field`, typed.name);
		const { typedRun, typedPieces } = found;
		if (typed.wireBytes !== 0 && typedPieces === 1 && typedRun?.length === sizeBytes)
			return { kind: "bytes", bytes: typedRun };
		const entryBytes = Math.max(1, rawBytes(elementType, 1) as number);
		return { kind: "bytes", bytes: yield* readTypedData(reader, typed, { sizeBytes, entryBytes }) };
	}
	const bytes = raw ?? new Uint8Array(0);
	if (sizeBytes !== undefined && bytes.length !== sizeBytes)
		reader.fail(
			`expected ${sizeBytes} bytes for shape [${found.shape}] of element type ${elementType} but received ${bytes.length}`,
			"raw_data",
		);
	return { kind: "bytes", bytes };
}

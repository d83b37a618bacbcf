import type { GraphDim, GraphValue, ValueType } from "../graph.ts";
import type { WireReader } from "../protobuf/wire-reader.ts";
import { DIM, ELEMENT_TYPE, MAP_TYPE, OPAQUE_TYPE, SHAPE, TENSOR_TYPE, TYPE, VALUE } from "./schema.ts";

const UNKNOWN: ValueType = { kind: "unknown" };

/** `ValueInfoProto`. */
export function readValue(reader: WireReader): GraphValue {
	reader.count("values", reader.source.limits.maxValues);
	reader.charge(200);
	let name = "";
	let type: ValueType | undefined;
	let description: string | undefined;
	while (reader.next()) {
		if (reader.field === VALUE.name) name = reader.name("name");
		else if (reader.field === VALUE.type) {
			reader.once(type, "type");
			type = readType(reader.message("type"));
		} else if (reader.field === VALUE.description) description = reader.text("doc_string");
		else reader.skip();
	}
	return { name, type: type ?? UNKNOWN, ...(description === undefined ? {} : { description }) };
}

/** `TypeProto`; kinds of a later ONNX are `"unknown"`. */
export function readType(reader: WireReader): ValueType {
	reader.charge(100);
	let type: ValueType | undefined;
	while (reader.next()) {
		const read = readers[reader.field];
		if (read === undefined) {
			reader.skip();
			continue;
		}
		reader.once(type, "value");
		type = read(reader);
	}
	return type ?? UNKNOWN;
}

const readers: { readonly [field: number]: ((reader: WireReader) => ValueType) | undefined } = {
	[TYPE.tensor]: (reader) => ({ kind: "tensor", ...readTensorType(reader.message("tensor_type")) }),
	[TYPE.sparseTensor]: (reader) => ({ kind: "sparse-tensor", ...readTensorType(reader.message("sparse_tensor_type")) }),
	[TYPE.sequence]: (reader) => ({ kind: "sequence", element: readElementType(reader.message("sequence_type")) }),
	[TYPE.optional]: (reader) => ({ kind: "optional", element: readElementType(reader.message("optional_type")) }),
	[TYPE.map]: (reader) => readMapType(reader.message("map_type")),
	[TYPE.opaque]: (reader) => readOpaqueType(reader.message("opaque_type")),
};

function readTensorType(reader: WireReader): { elementType: number; shape: readonly GraphDim[] | null } {
	let elementType = 0;
	let shape: readonly GraphDim[] | undefined;
	while (reader.next()) {
		if (reader.field === TENSOR_TYPE.elementType) elementType = reader.int("elem_type");
		else if (reader.field === TENSOR_TYPE.shape) {
			reader.once(shape, "shape");
			shape = readShape(reader.message("shape"));
		} else reader.skip();
	}
	return { elementType, shape: shape ?? null };
}

function readShape(reader: WireReader): readonly GraphDim[] {
	const { maxRank } = reader.source.limits;
	const dims: GraphDim[] = [];
	while (reader.next()) {
		if (reader.field !== SHAPE.dims) {
			reader.skip();
			continue;
		}
		if (dims.length === maxRank) reader.fail(`expected at most ${maxRank} axes`, "dim");
		dims.push(readDim(reader.message("dim", dims.length)));
	}
	return dims;
}

/** Some exporters write -1 for a free axis; engines take it as one. */
function readDim(reader: WireReader): GraphDim {
	reader.charge(16);
	let dim: GraphDim = null;
	while (reader.next()) {
		if (reader.field === DIM.size) {
			const size = reader.int("dim_value");
			dim = size < 0 ? null : size;
		} else if (reader.field === DIM.name) dim = reader.name("dim_param") || null;
		else reader.skip();
	}
	return dim;
}

function readElementType(reader: WireReader): ValueType {
	let element: ValueType | undefined;
	while (reader.next()) {
		if (reader.field !== ELEMENT_TYPE.element) {
			reader.skip();
			continue;
		}
		reader.once(element, "elem_type");
		element = readType(reader.message("elem_type"));
	}
	return element ?? UNKNOWN;
}

function readMapType(reader: WireReader): ValueType {
	let keyType = 0;
	let value: ValueType | undefined;
	while (reader.next()) {
		if (reader.field === MAP_TYPE.keyType) keyType = reader.int("key_type");
		else if (reader.field === MAP_TYPE.value) {
			reader.once(value, "value_type");
			value = readType(reader.message("value_type"));
		} else reader.skip();
	}
	return { kind: "map", keyType, value: value ?? UNKNOWN };
}

function readOpaqueType(reader: WireReader): ValueType {
	let domain = "";
	let name = "";
	while (reader.next()) {
		if (reader.field === OPAQUE_TYPE.domain) domain = reader.name("domain");
		else if (reader.field === OPAQUE_TYPE.name) name = reader.name("name");
		else reader.skip();
	}
	return { kind: "opaque", domain, name };
}

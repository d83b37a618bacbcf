import type { GraphDim, GraphValue, ValueType } from "../graph.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { DIM, ELEMENT_TYPE, MAP_TYPE, OPAQUE_TYPE, SHAPE, TENSOR_TYPE, TYPE, VALUE } from "./schema.ts";

/** `ValueInfoProto`. */
export function writeValue(value: GraphValue): WireWriter {
	const writer = new WireWriter().string(VALUE.name, value.name);
	if (value.type.kind !== "unknown") writer.message(VALUE.type, writeType(value.type));
	if (value.description !== undefined) writer.string(VALUE.description, value.description);
	return writer;
}

/** `TypeProto`; empty for an unknown type. */
export function writeType(type: ValueType): WireWriter {
	const writer = new WireWriter();
	const inner = new WireWriter();
	switch (type.kind) {
		case "tensor":
		case "sparse-tensor":
			inner.int(TENSOR_TYPE.elementType, type.elementType);
			if (type.shape !== null) inner.message(TENSOR_TYPE.shape, writeShape(type.shape));
			return writer.message(type.kind === "tensor" ? TYPE.tensor : TYPE.sparseTensor, inner);
		case "sequence":
		case "optional":
			inner.message(ELEMENT_TYPE.element, writeType(type.element));
			return writer.message(type.kind === "sequence" ? TYPE.sequence : TYPE.optional, inner);
		case "map":
			inner.int(MAP_TYPE.keyType, type.keyType).message(MAP_TYPE.value, writeType(type.value));
			return writer.message(TYPE.map, inner);
		case "opaque":
			inner.string(OPAQUE_TYPE.domain, type.domain).string(OPAQUE_TYPE.name, type.name);
			return writer.message(TYPE.opaque, inner);
		case "unknown":
			return writer;
	}
}

function writeShape(shape: readonly GraphDim[]): WireWriter {
	const writer = new WireWriter();
	for (const dim of shape) {
		const inner = new WireWriter();
		if (typeof dim === "number") inner.int(DIM.size, dim);
		else if (dim !== null) inner.string(DIM.name, dim);
		writer.message(SHAPE.dims, inner);
	}
	return writer;
}

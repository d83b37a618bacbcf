import type { Attribute, Graph } from "../graph.ts";
import type { WireReader } from "../protobuf/wire-reader.ts";
import type { Sliced } from "../slices.ts";
import { type AttributeFields, attributeOf, readAttributeField } from "./attribute-fields.ts";
import { readFloats, readInts } from "./read-numbers.ts";
import { readTensor } from "./read-tensor.ts";
import { ATTRIBUTE } from "./schema.ts";

/** Reads a `GraphProto`; handed in, since graphs hold attributes and attributes hold graphs. */
export type ReadGraph = (reader: WireReader) => Sliced<Graph>;

/** `AttributeProto`. */
export function* readAttribute(
	reader: WireReader,
	readGraph: ReadGraph,
): Sliced<readonly [name: string, value: Attribute]> {
	reader.count("attributes", reader.source.limits.maxAttributes);
	reader.charge(112);
	const fields: AttributeFields = {};
	let hasFloats = false;
	let hasInts = false;
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		switch (reader.field) {
			case ATTRIBUTE.tensor:
				reader.once(fields.tensor, "t");
				fields.tensor = yield* readTensor(reader.message("t"));
				break;
			case ATTRIBUTE.graph:
				reader.once(fields.graph, "g");
				fields.graph = yield* readGraph(reader.message("g"));
				break;
			case ATTRIBUTE.tensors:
				fields.tensors ??= [];
				fields.tensors.push(yield* readTensor(reader.message("tensors", fields.tensors.length)));
				break;
			case ATTRIBUTE.graphs:
				fields.graphs ??= [];
				fields.graphs.push(yield* readGraph(reader.message("graphs", fields.graphs.length)));
				break;
			case ATTRIBUTE.floats:
				hasFloats = true;
				reader.skip();
				break;
			case ATTRIBUTE.ints:
				hasInts = true;
				reader.skip();
				break;
			default:
				readAttributeField(reader, fields);
		}
	}
	if (hasFloats) fields.floats = yield* readFloats(reader);
	if (hasInts) fields.ints = yield* readInts(reader);
	if (fields.name === undefined || fields.name === "") reader.fail("expected a name but received none", "name");
	const attribute = attributeOf(reader, fields);
	// All others are objects of their own, or hold some.
	if (attribute.kind !== "float" && attribute.kind !== "int") reader.charge(130);
	return [fields.name, attribute];
}

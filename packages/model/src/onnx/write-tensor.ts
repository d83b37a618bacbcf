import type { ExternalData, Weight } from "../graph.ts";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { ENTRY, TENSOR } from "./schema.ts";

/** `StringStringEntryProto`. */
export function writeEntry(key: string, value: string): WireWriter {
	return new WireWriter().string(ENTRY.key, key).string(ENTRY.value, value);
}

/** `TensorProto`; numbers go into `raw_data`. */
export function writeTensor(weight: Weight): WireWriter {
	const writer = new WireWriter();
	for (const size of weight.shape) writer.int(TENSOR.dims, size);
	writer.int(TENSOR.elementType, weight.elementType);
	if (weight.name !== "") writer.string(TENSOR.name, weight.name);
	const { data } = weight;
	if (data.kind === "bytes") writer.bytes(TENSOR.raw, data.bytes);
	else if (data.kind === "strings") for (const text of data.strings) writer.bytes(TENSOR.strings, text);
	else writeExternal(writer, data.external);
	return writer;
}

function writeExternal(writer: WireWriter, external: ExternalData): void {
	writer.message(TENSOR.external, writeEntry("location", external.location));
	if (external.offset !== 0) writer.message(TENSOR.external, writeEntry("offset", String(external.offset)));
	if (external.length !== undefined) writer.message(TENSOR.external, writeEntry("length", String(external.length)));
	if (external.checksum !== undefined) writer.message(TENSOR.external, writeEntry("checksum", external.checksum));
	writer.int(TENSOR.location, 1);
}

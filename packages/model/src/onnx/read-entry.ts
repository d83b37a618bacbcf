import type { WireReader } from "../protobuf/wire-reader.ts";
import { ENTRY } from "./schema.ts";

/** `StringStringEntryProto`. */
export function readEntry(reader: WireReader): readonly [key: string, value: string] {
	reader.charge(100);
	let key = "";
	let value = "";
	while (reader.next()) {
		if (reader.field === ENTRY.key) key = reader.name("key");
		else if (reader.field === ENTRY.value) value = reader.text("value");
		else reader.skip();
	}
	return [key, value];
}

import type { ExternalData } from "../graph.ts";
import type { WireReader } from "../protobuf/wire-reader.ts";

/** The `external_data` entries of a tensor. */
export function readExternal(
	reader: WireReader,
	entries: ReadonlyMap<string, string>,
	sizeBytes?: number,
): ExternalData {
	const location = entries.get("location");
	if (location === undefined || location === "") reader.fail("expected a location but received none", "external_data");
	const offset = size(reader, entries, "offset") ?? 0;
	const length = size(reader, entries, "length");
	if (length !== undefined && sizeBytes !== undefined && length !== sizeBytes)
		reader.fail(
			`expected ${sizeBytes} bytes for the tensor's shape and type but received a length of ${length}`,
			"external_data",
		);
	const checksum = entries.get("checksum");
	return {
		location,
		offset,
		...(length === undefined ? {} : { length }),
		...(checksum === undefined ? {} : { checksum }),
	};
}

function size(reader: WireReader, entries: ReadonlyMap<string, string>, key: string): number | undefined {
	const text = entries.get(key);
	if (text === undefined) return undefined;
	const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
	if (!Number.isSafeInteger(value))
		reader.fail(`expected a number of bytes as ${key} but received \`${text.slice(0, 40)}\``, "external_data");
	return value;
}

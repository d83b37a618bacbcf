import { WIRE, type WireReader } from "../protobuf/wire-reader.ts";
import type { Sliced } from "../slices.ts";
import { ATTRIBUTE } from "./schema.ts";

/** All `floats` of the attribute message `reader`, in new memory. */
export function* readFloats(reader: WireReader): Sliced<Float32Array> {
	let count = 0;
	reader.rewind();
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		if (reader.field === ATTRIBUTE.floats) count += runOf(reader, "floats", WIRE.fixed32).floats;
		else reader.skip();
	}
	reader.charge(4 * count);
	const values = new Float32Array(count);
	let used = 0;
	reader.rewind();
	while (reader.next()) {
		if (reader.field !== ATTRIBUTE.floats) {
			reader.skip();
			continue;
		}
		const { start, floats } = runOf(reader, "floats", WIRE.fixed32);
		for (let i = 0; i < floats; i++) {
			values[used++] = reader.source.view.getFloat32(start + 4 * i, true);
			if (reader.source.meter.due(1)) yield;
		}
	}
	return values;
}

/** All `ints` of the attribute message `reader`, in new memory. */
export function* readInts(reader: WireReader): Sliced<BigInt64Array> {
	let count = 0;
	reader.rewind();
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		if (reader.field === ATTRIBUTE.ints) count += yield* countVarints(reader);
		else reader.skip();
	}
	reader.charge(8 * count);
	const values = new BigInt64Array(count);
	let used = 0;
	reader.rewind();
	while (reader.next()) {
		if (reader.field !== ATTRIBUTE.ints) {
			reader.skip();
			continue;
		}
		const packed = reader.wireType === WIRE.bytes;
		const entries = packed ? reader.message("ints") : reader;
		while (entries.position < entries.end) {
			values[used++] = entries.element64();
			if (reader.source.meter.due(1)) yield;
			if (!packed) break;
		}
	}
	return values;
}

/** Passes over one field; gives how many varints it holds. Each ends with a byte below 128. */
function* countVarints(reader: WireReader): Sliced<number> {
	if (reader.wireType !== WIRE.bytes) {
		reader.expect(WIRE.varint, "ints");
		reader.varint();
		return 1;
	}
	const run = reader.bytes("ints");
	let count = 0;
	for (let i = 0; i < run.length; i++) {
		if ((run[i] as number) < 128) count++;
		if (i % 1024 === 0 && reader.source.meter.due(50)) yield;
	}
	return count;
}

/** Passes over one field of floats, single or packed; gives where they start in the file and how many they are. */
function runOf(reader: WireReader, name: string, wireType: number): { start: number; floats: number } {
	if (reader.wireType !== WIRE.bytes) {
		reader.expect(wireType, name);
		return { start: reader.take(4, name), floats: 1 };
	}
	const run = reader.bytes(name);
	if (run.length % 4 !== 0) reader.fail(`expected a multiple of 4 bytes but received ${run.length}`, name);
	return { start: reader.position - run.length, floats: run.length / 4 };
}

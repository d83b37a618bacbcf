import { join } from "./mutate-bytes.ts";

/** One field of a protobuf message, open to changes. */
export interface Field {
	number: number;
	/** Wire type: 0 varint, 1 eight bytes, 2 length, 5 four bytes; others are written with their tag alone. */
	wire: number;
	/** A varint, bytes, or the fields of a message. */
	value: bigint | Uint8Array | Field[];
	/** Added to the length that is written, so that it lies. */
	lengthError?: number;
}

const MAX_DEPTH = 60;

/** The fields of a message; `undefined` where the bytes are none. Whatever can be read as a message is one. */
export function parseTree(bytes: Uint8Array, depth = 0): Field[] | undefined {
	const fields: Field[] = [];
	let at = 0;
	const varint = (): bigint | undefined => {
		let value = 0n;
		for (let shift = 0n; shift < 70n && at < bytes.length; shift += 7n) {
			const byte = bytes[at++] as number;
			value |= BigInt(byte & 127) << shift;
			if (byte < 128) return value;
		}
		return undefined;
	};
	const take = (length: number): Uint8Array | undefined => {
		if (length > bytes.length - at) return undefined;
		at += length;
		return bytes.subarray(at - length, at);
	};
	while (at < bytes.length) {
		const tag = varint();
		if (tag === undefined || tag < 8n || tag > 0xffffffffn) return undefined;
		const wire = Number(tag & 7n);
		let value: Field["value"] | undefined;
		if (wire === 0) value = varint();
		else if (wire === 1) value = take(8);
		else if (wire === 5) value = take(4);
		else if (wire === 2) {
			const length = varint();
			const piece = length === undefined ? undefined : take(Number(length));
			value = piece && piece.length > 1 && depth < MAX_DEPTH ? (parseTree(piece, depth + 1) ?? piece) : piece;
		}
		if (value === undefined) return undefined;
		fields.push({ number: Number(tag >> 3n), wire, value });
	}
	return fields;
}

/** The message with these fields. */
export function encodeTree(fields: readonly Field[]): Uint8Array {
	const pieces: Uint8Array[] = [];
	for (const { number, wire, value, lengthError = 0 } of fields) {
		pieces.push(encodeVarint(BigInt(number * 8 + (wire & 7))));
		if (typeof value === "bigint") {
			pieces.push(encodeVarint(value));
			continue;
		}
		const content = Array.isArray(value) ? encodeTree(value) : value;
		if (wire === 2) pieces.push(encodeVarint(BigInt(Math.max(0, content.length + lengthError))));
		pieces.push(content);
	}
	return join(...pieces);
}

function encodeVarint(value: bigint): Uint8Array {
	const bytes: number[] = [];
	let rest = BigInt.asUintN(64, value);
	for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
	bytes.push(Number(rest));
	return Uint8Array.from(bytes);
}

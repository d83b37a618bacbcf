/** Bytes of pickles for tests, one function an opcode of protocol 2. */
export const pickle = {
	protocol: Uint8Array.of(0x80, 2),
	mark: ascii("("),
	stop: ascii("."),
	none: ascii("N"),
	false: Uint8Array.of(0x89),
	true: Uint8Array.of(0x88),
	emptyDict: ascii("}"),
	emptyList: ascii("]"),
	emptyTuple: ascii(")"),
	tuple: ascii("t"),
	setItem: ascii("s"),
	setItems: ascii("u"),
	appends: ascii("e"),
	reduce: ascii("R"),
	build: ascii("b"),
	persistent: ascii("Q"),
	global: (module: string, name: string): Uint8Array => ascii(`c${module}\n${name}\n`),
	put: (key: number): Uint8Array => Uint8Array.of(0x71, key),
	get: (key: number): Uint8Array => Uint8Array.of(0x68, key),
	int: (value: number): Uint8Array => new Uint8Array([0x4a, ...new Uint8Array(Int32Array.of(value).buffer)]),
	long: (...littleEndian: number[]): Uint8Array => Uint8Array.of(0x8a, littleEndian.length, ...littleEndian),
	text: (value: string): Uint8Array => {
		const bytes = ascii(value);
		return join([ascii("X"), new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes]);
	},
	tupleOf: (...parts: Uint8Array[]): Uint8Array => join([pickle.mark, ...parts, pickle.tuple]),
	/** A whole pickle. */
	of: (...parts: Uint8Array[]): Uint8Array => join([pickle.protocol, ...parts, pickle.stop]),
};

/** Bytes one after the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}

function ascii(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

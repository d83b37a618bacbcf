import { InferenceError } from "@polyinfer/core";
import { decodeText, decodeTextLeniently } from "./decode-text.ts";
import type { Counted, WireSource } from "./wire-source.ts";

/** Longest place in a file that a message tells. */
const MAX_PATH_LENGTH = 200;

/** Wire types of protobuf; groups (3, 4) are not taken. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const wireNames = ["a varint", "8 bytes", "a length", "a group", "the end of a group", "4 bytes", "6", "7"];

/**
 * Walks over the fields of one protobuf message. Every length is checked against the message around it; whatever does
 * not fit is INVALID_MODEL with the byte and the path of the field.
 */
export class WireReader {
	readonly source: WireSource;
	readonly start: number;
	readonly end: number;
	/** Next byte to read. */
	position: number;
	/** Number of the field that `next` went to. */
	field = 0;
	wireType = 0;
	/** The last varint's lower and upper 32 bits, unsigned. */
	low = 0;
	high = 0;
	readonly #parent: WireReader | undefined;
	readonly #name: string;
	readonly #index: number;
	readonly #depth: number;
	#fieldStart: number;

	/** The outermost message of a file, or with `parent` the message in its current field. */
	constructor(
		source: WireSource,
		parent?: WireReader,
		name = "",
		index = -1,
		start = 0,
		end: number = source.bytes.length,
	) {
		this.source = source;
		this.start = start;
		this.end = end;
		this.position = start;
		this.#parent = parent;
		this.#name = name;
		this.#index = index;
		this.#depth = parent === undefined ? 1 : parent.#depth + 1;
		this.#fieldStart = start;
	}

	/** Goes to the next field; false at the end of the message. */
	next(): boolean {
		if (this.position >= this.end) return false;
		this.#fieldStart = this.position;
		this.varint();
		this.wireType = this.low & 7;
		this.field = this.low >>> 3;
		if (this.high !== 0 || this.field === 0) this.fail("expected a field number but received none that is valid");
		return true;
	}

	/** Goes back to the message's first byte. */
	rewind(): void {
		this.position = this.start;
	}

	/** The whole message as a view into the file. */
	content(): Uint8Array {
		return this.source.bytes.subarray(this.start, this.end);
	}

	/** The current field as a signed 64-bit integer. */
	int64(name: string): bigint {
		this.expect(WIRE.varint, name);
		this.varint();
		return this.#signed();
	}

	/** The current field as a signed integer below 2^53. */
	int(name: string): number {
		this.expect(WIRE.varint, name);
		return this.element(name);
	}

	/** A varint without a tag, inside a packed field, as a signed integer below 2^53. */
	element(name: string): number {
		this.varint();
		if (this.high === 0) return this.low;
		const value = Number(this.#signed());
		if (!Number.isSafeInteger(value)) this.fail(`expected an integer below 2^53 but received ${this.#signed()}`, name);
		return value;
	}

	/** A varint without a tag, as a signed 64-bit integer. */
	element64(): bigint {
		this.varint();
		return this.#signed();
	}

	/** The current field as a 32-bit float. */
	float(name: string): number {
		this.expect(WIRE.fixed32, name);
		return this.source.view.getFloat32(this.take(4, name), true);
	}

	/** The current field as a view into the file. */
	bytes(name: string): Uint8Array {
		const length = this.#length(name);
		const at = this.take(length, name);
		return this.source.bytes.subarray(at, at + length);
	}

	/** The current field as a name, UTF-8. */
	name(name: string): string {
		const bytes = this.#bounded(name, this.source.limits.maxNameBytes);
		const text = decodeText(bytes) ?? this.fail("expected a name in UTF-8 but received other bytes", name);
		// Names beyond ASCII take two bytes a character.
		if (text.length !== bytes.length) this.charge(bytes.length);
		return text;
	}

	/** The current field as a name that many messages have. */
	word(name: string): string {
		const before = this.source.decodedBytes;
		const word = this.name(name);
		const shared = this.source.share(word);
		if (shared !== undefined) this.charge(before - this.source.decodedBytes);
		return shared ?? word;
	}

	/** The current field as text for people; bytes that are not UTF-8 become U+FFFD. */
	text(name: string): string {
		const bytes = this.#bounded(name, this.source.limits.maxTextBytes);
		this.charge(bytes.length);
		return decodeTextLeniently(bytes);
	}

	/** The current field as a message of its own. */
	message(name: string, index = -1): WireReader {
		const length = this.#length(name);
		const start = this.take(length, name);
		const message = new WireReader(this.source, this, name, index, start, start + length);
		if (message.#depth > this.source.limits.maxDepth)
			message.fail(`expected at most ${this.source.limits.maxDepth} messages inside each other`);
		return message;
	}

	/** Passes over the current field. */
	skip(): void {
		switch (this.wireType) {
			case WIRE.varint:
				this.varint();
				return;
			case WIRE.fixed64:
				this.take(8);
				return;
			case WIRE.fixed32:
				this.take(4);
				return;
			case WIRE.bytes:
				this.take(this.#length());
				return;
			default:
				this.fail(`expected a field but received ${wireNames[this.wireType]}`);
		}
	}

	/** Passes over `count` bytes and gives where they start. */
	take(count: number, name?: string): number {
		const at = this.position;
		if (count > this.end - at)
			this.fail(`expected ${count} bytes but only ${this.end - at} are left in the message (a truncated file?)`, name);
		this.position = at + count;
		return at;
	}

	/** Throws INVALID_MODEL unless the current field has this wire type. */
	expect(wireType: number, name: string): void {
		if (this.wireType !== wireType)
			this.fail(`expected ${wireNames[wireType]} but received ${wireNames[this.wireType]}`, name);
	}

	/** Takes memory from the file's bound before it is allocated. */
	charge(decodedBytes: number): void {
		if (!this.source.charge(decodedBytes))
			this.fail(
				"expected a model that needs less memory for the size of its file (a hostile file? `trusted: true` allows more)",
			);
	}

	/** Counts one object against its bound. */
	count(what: Counted, bound: number): void {
		if (!this.source.count(what, bound)) this.fail(`expected at most ${bound} ${what}`);
	}

	/** Throws INVALID_MODEL where a field that may be there once is there again. */
	once(value: unknown, name: string): void {
		if (value !== undefined) this.fail("expected the field once but received it again", name);
	}

	/** Throws INVALID_MODEL with the current field's byte and path. */
	fail(problem: string, name?: string): never {
		const path = shortened(this.path(name));
		const place = `byte ${this.#fieldStart}${path === "" ? "" : `, ${path}`}`;
		const advice = "Fetch or export the model again, and compare its size and hash with the source's.";
		throw new InferenceError("INVALID_MODEL", `Broken ONNX model at ${place}: ${problem}.`, { advice });
	}

	/** `graph.node[3].op_type`. */
	path(name?: string): string {
		const own = this.#index < 0 ? this.#name : `${this.#name}[${this.#index}]`;
		const above = this.#parent?.path() ?? "";
		return [above, own, name ?? ""].filter((part) => part !== "").join(".");
	}

	#bounded(name: string, bound: number): Uint8Array {
		const bytes = this.bytes(name);
		if (bytes.length > bound) this.fail(`expected at most ${bound} bytes but received ${bytes.length}`, name);
		this.charge(28 + bytes.length);
		return bytes;
	}

	#length(name?: string): number {
		if (name !== undefined) this.expect(WIRE.bytes, name);
		this.varint();
		return this.high * 2 ** 32 + this.low;
	}

	#signed(): bigint {
		return BigInt.asIntN(64, (BigInt(this.high) << 32n) | BigInt(this.low));
	}

	/** Reads up to ten bytes into `low` and `high`. */
	varint(): void {
		const { bytes } = this.source;
		const { end } = this;
		let low = 0;
		let high = 0;
		for (let shift = 0; shift < 70; shift += 7) {
			if (this.position >= end) this.fail("expected the rest of a varint but the message ends (a truncated file?)");
			const byte = bytes[this.position++] as number;
			const bits = byte & 127;
			if (shift < 28) low |= bits << shift;
			else if (shift === 28) {
				low |= bits << 28;
				high = bits >>> 4;
			} else {
				if (shift === 63 && bits > 1) break;
				high |= bits << (shift - 32);
			}
			if (byte < 128) {
				this.low = low >>> 0;
				this.high = high >>> 0;
				return;
			}
		}
		this.fail("expected a varint of at most 64 bits but received a longer one");
	}
}

/** A place in a file that is nested without end, without its middle. */
function shortened(path: string): string {
	return path.length > MAX_PATH_LENGTH
		? `${path.slice(0, MAX_PATH_LENGTH / 2)} ... ${path.slice(-MAX_PATH_LENGTH / 2)}`
		: path;
}

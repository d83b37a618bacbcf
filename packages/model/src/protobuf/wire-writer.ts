/** Bytes that are longer than this are referred to until `finish`, shorter ones are copied at once. */
const COPY_BYTES = 4096;

const encoder = new TextEncoder();

/**
 * Writes one protobuf message (wire format of protobuf.dev/programming-guides/encoding).
 * Long byte fields are borrowed until {@link finish}, which makes the only large allocation.
 */
export class WireWriter {
	#parts: Uint8Array[] = [];
	#block: Uint8Array = new Uint8Array(64);
	#used = 0;
	#length = 0;

	/** Bytes written so far. */
	get length(): number {
		return this.#length + this.#used;
	}

	/** Unsigned or two's complement 64-bit varint field. */
	int(field: number, value: number | bigint): this {
		this.#tag(field, 0);
		this.#varint(value);
		return this;
	}

	/** 32-bit float field. */
	float(field: number, value: number): this {
		this.#tag(field, 5);
		const at = this.#reserve(4);
		new DataView(this.#block.buffer).setFloat32(at, value, true);
		return this;
	}

	/** Text as UTF-8. */
	string(field: number, text: string): this {
		return this.bytes(field, encoder.encode(text));
	}

	/** A byte field. */
	bytes(field: number, bytes: Uint8Array): this {
		this.#tag(field, 2);
		this.#varint(bytes.length);
		this.#append(bytes);
		return this;
	}

	/** A nested message; `message` must not be written to afterwards. */
	message(field: number, message: WireWriter): this {
		this.#tag(field, 2);
		this.#varint(message.length);
		for (const part of message.#parts) this.#append(part);
		this.#append(message.#block.subarray(0, message.#used));
		return this;
	}

	/** The whole message in new memory. */
	finish(): Uint8Array<ArrayBuffer> {
		const bytes = new Uint8Array(this.length);
		let at = 0;
		for (const part of this.#parts) {
			bytes.set(part, at);
			at += part.length;
		}
		bytes.set(this.#block.subarray(0, this.#used), at);
		return bytes;
	}

	#tag(field: number, wireType: number): void {
		this.#varint(field * 8 + wireType);
	}

	#varint(value: number | bigint): void {
		if (typeof value === "number" && value >= 0 && value <= 0x7fffffff) {
			let rest = value;
			while (rest > 127) {
				this.#byte((rest & 127) | 128);
				rest >>>= 7;
			}
			this.#byte(rest);
			return;
		}
		let rest = BigInt.asUintN(64, BigInt(value));
		while (rest > 127n) {
			this.#byte(Number(rest & 127n) | 128);
			rest >>= 7n;
		}
		this.#byte(Number(rest));
	}

	#byte(byte: number): void {
		const at = this.#reserve(1);
		this.#block[at] = byte;
	}

	#append(bytes: Uint8Array): void {
		if (bytes.length <= COPY_BYTES) {
			const at = this.#reserve(bytes.length);
			this.#block.set(bytes, at);
			return;
		}
		this.#parts.push(this.#block.subarray(0, this.#used), bytes);
		this.#length += this.#used + bytes.length;
		this.#block = new Uint8Array(64);
		this.#used = 0;
	}

	#reserve(count: number): number {
		const at = this.#used;
		this.#used += count;
		if (this.#used > this.#block.length) {
			const grown = new Uint8Array(Math.max(this.#used, this.#block.length * 2));
			grown.set(this.#block.subarray(0, at));
			this.#block = grown;
		}
		return at;
	}
}

import { InferenceError } from "@polyinfer/core";

/** A number of a table, in as many bytes as its type says. */
export type FlatNumber = { readonly type: "int8" | "int32"; readonly value: number };

/** What a table refers to. */
export type FlatObject =
	| { readonly kind: "table"; readonly fields: FlatFields }
	| { readonly kind: "tables"; readonly items: readonly FlatFields[] }
	| { readonly kind: "numbers"; readonly values: readonly number[] }
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** The fields of a table by their number in the schema; `undefined`: left out, so that readers take the default. */
export type FlatFields = Readonly<Record<number, FlatNumber | FlatObject | undefined>>;

/** Byte vectors begin at multiples of this, for readers that use them in place. */
const BYTES_ALIGNMENT = 16;
const MOST_BYTES = 2 ** 31 - 1;

/**
 * A FlatBuffer: a root table with the mark of its file type, four characters. Every object is written once and behind
 * what refers to it. Throws UNSUPPORTED for files of 2 GiB and above, which the format cannot hold.
 * Source: https://flatbuffers.dev/internals/
 */
export function writeFlatBuffer(root: FlatFields, mark: string): Uint8Array {
	const writer = new FlatWriter();
	const place = writer.reserve();
	writer.raw(new TextEncoder().encode(mark));
	writer.object(place, { kind: "table", fields: root });
	return writer.finished();
}

class FlatWriter {
	#bytes = new Uint8Array(1024);
	#view = new DataView(this.#bytes.buffer);
	#length = 0;

	finished(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}

	/** Room for the offset of something that comes later. */
	reserve(): number {
		this.#align(4);
		return this.#grow(4);
	}

	raw(bytes: Uint8Array): void {
		const at = this.#grow(bytes.length);
		this.#bytes.set(bytes, at);
	}

	/** Writes `object`, and its distance into `place`. */
	object(place: number, object: FlatObject): void {
		if (object.kind === "table") this.#table(place, object.fields);
		else if (object.kind === "tables") this.#tables(place, object.items);
		else if (object.kind === "numbers") {
			this.#vector(place, object.values.length, 4);
			const start = this.#grow(4 * object.values.length);
			for (const [i, value] of object.values.entries()) this.#view.setInt32(start + 4 * i, value, true);
		} else {
			const isText = object.kind === "text";
			const bytes = isText ? new TextEncoder().encode(object.text) : object.bytes;
			this.#vector(place, bytes.length, isText ? 4 : BYTES_ALIGNMENT);
			this.raw(bytes);
			if (isText) this.#grow(1);
		}
	}

	#tables(place: number, items: readonly FlatFields[]): void {
		this.#vector(place, items.length, 4);
		const places = items.map(() => this.#grow(4));
		for (const [i, fields] of items.entries()) this.#table(places[i] as number, fields);
	}

	/** The list of where fields are, then the table: its distance to that list, and its fields. */
	#table(place: number, fields: FlatFields): void {
		const given = Object.entries(fields).flatMap(([slot, field]) => (field ? [{ slot: Number(slot), field }] : []));
		const slots = given.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
		this.#align(4);
		const list = this.#grow(4 + 2 * slots);
		this.#align(4);
		const table = this.#grow(4);
		const objects: { place: number; object: FlatObject }[] = [];
		for (const { slot, field } of given) {
			const isByte = "type" in field && field.type === "int8";
			if (!isByte) this.#align(4);
			const at = this.#grow(isByte ? 1 : 4);
			this.#view.setUint16(list + 4 + 2 * slot, at - table, true);
			if (!("type" in field)) objects.push({ place: at, object: field });
			else if (isByte) this.#view.setInt8(at, field.value);
			else this.#view.setInt32(at, field.value, true);
		}
		this.#view.setUint16(list, 4 + 2 * slots, true);
		this.#view.setUint16(list + 2, this.#length - table, true);
		this.#view.setInt32(table, table - list, true);
		this.#view.setUint32(place, table - place, true);
		for (const { place: at, object } of objects) this.object(at, object);
	}

	/** The count of a vector whose elements begin at a multiple of `alignment`. */
	#vector(place: number, count: number, alignment: number): void {
		while ((this.#length + 4) % alignment !== 0) this.#grow(1);
		const at = this.#grow(4);
		this.#view.setUint32(at, count, true);
		this.#view.setUint32(place, at - place, true);
	}

	#align(alignment: number): void {
		while (this.#length % alignment !== 0) this.#grow(1);
	}

	/** Zeroed bytes at the end; gives where they begin. */
	#grow(bytes: number): number {
		const at = this.#length;
		this.#length += bytes;
		if (this.#length > MOST_BYTES)
			throw new InferenceError("UNSUPPORTED", "Expected a file of less than 2 GiB but it grows beyond that.");
		if (this.#length > this.#bytes.length) {
			const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
			larger.set(this.#bytes.subarray(0, at));
			this.#bytes = larger;
			this.#view = new DataView(larger.buffer);
		}
		return at;
	}
}

import { expect, test } from "vitest";
import type { TfliteModel } from "./tflite-model.ts";
import { writeTflite } from "./write-tflite.ts";

const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);
const model: TfliteModel = {
	tensors: [
		{ name: "x", dtype: "float32", shape: [null, 2] },
		{ name: "one", dtype: "float32", shape: [], data: float(1) },
		{ name: "y", dtype: "float32", shape: [null, 2] },
	],
	inputs: [0],
	outputs: [2],
	operators: [{ operator: "ADD", inputs: [0, 1], outputs: [2], options: { activation: 3 } }],
};

/** Reads a FlatBuffer by the rules of its page: a table is where an offset leads, its fields are listed before it. */
class Reader {
	readonly #view: DataView;

	constructor(bytes: Uint8Array) {
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	follow(at: number): number {
		return at + this.#view.getUint32(at, true);
	}

	/** Where a field is; 0: left out. */
	field(table: number, slot: number): number {
		const list = table - this.#view.getInt32(table, true);
		const bytes = this.#view.getUint16(list, true);
		const from = 4 + 2 * slot;
		const distance = from < bytes ? this.#view.getUint16(list + from, true) : 0;
		return distance === 0 ? 0 : table + distance;
	}

	tables(table: number, slot: number): number[] {
		const vector = this.follow(this.field(table, slot));
		return Array.from({ length: this.#view.getUint32(vector, true) }, (_, i) => this.follow(vector + 4 + 4 * i));
	}

	numbers(table: number, slot: number): number[] {
		const field = this.field(table, slot);
		if (field === 0) return [];
		const vector = this.follow(field);
		return Array.from({ length: this.#view.getUint32(vector, true) }, (_, i) =>
			this.#view.getInt32(vector + 4 + 4 * i, true),
		);
	}

	text(table: number, slot: number): string {
		const vector = this.follow(this.field(table, slot));
		const start = this.#view.byteOffset + vector + 4;
		return new TextDecoder().decode(new Uint8Array(this.#view.buffer, start, this.#view.getUint32(vector, true)));
	}

	int(table: number, slot: number): number {
		return this.#view.getInt32(this.field(table, slot), true);
	}

	byte(table: number, slot: number): number {
		return this.#view.getInt8(this.field(table, slot));
	}

	/** Where the bytes of a vector begin. */
	start(table: number, slot: number): number {
		return this.follow(this.field(table, slot)) + 4;
	}
}

test("a written model is read back by the rules of FlatBuffers and the numbers of the schema", () => {
	const bytes = writeTflite(model);
	expect(new TextDecoder().decode(bytes.subarray(4, 8))).toBe("TFL3");
	const reader = new Reader(bytes);
	const root = reader.follow(0);
	expect(reader.int(root, 0)).toBe(3);
	const [code] = reader.tables(root, 1);
	expect([reader.byte(code as number, 0), reader.int(code as number, 2), reader.int(code as number, 3)]).toEqual([
		0, 1, 0,
	]);
	const [graph] = reader.tables(root, 2);
	const tensors = reader.tables(graph as number, 0);
	expect(tensors.map((tensor) => reader.text(tensor, 3))).toEqual(["x", "one", "y"]);
	expect(tensors.map((tensor) => reader.numbers(tensor, 0))).toEqual([[1, 2], [], [1, 2]]);
	expect(tensors.map((tensor) => reader.numbers(tensor, 7))).toEqual([[-1, 2], [], [-1, 2]]);
	expect(tensors.map((tensor) => reader.int(tensor, 2))).toEqual([0, 1, 0]);
	expect([reader.numbers(graph as number, 1), reader.numbers(graph as number, 2)]).toEqual([[0], [2]]);
	const [operator] = reader.tables(graph as number, 3);
	expect([reader.numbers(operator as number, 1), reader.numbers(operator as number, 2)]).toEqual([[0, 1], [2]]);
	expect(reader.byte(operator as number, 3)).toBe(11);
	expect(reader.byte(reader.follow(reader.field(operator as number, 4)), 0)).toBe(3);
});

test("constants begin at multiples of 16 bytes, as readers that use them in place need it", () => {
	const bytes = writeTflite(model);
	const reader = new Reader(bytes);
	const [empty, one] = reader.tables(reader.follow(0), 4);
	expect(reader.field(empty as number, 0)).toBe(0);
	const start = reader.start(one as number, 0);
	expect(start % 16).toBe(0);
	expect(bytes.subarray(start, start + 4)).toEqual(float(1));
});

test("an option that the operator lacks is INVALID_ARGUMENT", () => {
	const operators = [{ operator: "ADD", inputs: [0, 1], outputs: [2], options: { stride: 1 } }] as const;
	expect(() => writeTflite({ ...model, operators })).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
});

import { expect, test } from "vitest";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { weightTensor } from "../weight.ts";
import { type OnnxValue, readOnnxValue } from "./read-value.ts";
import { OPTIONAL, SEQUENCE, TENSOR } from "./schema.ts";

/** A `TensorProto` of int64 numbers. */
const tensor = (...numbers: number[]): WireWriter =>
	numbers.reduce(
		(writer, number) => writer.int(TENSOR.int64s, number),
		new WireWriter().int(TENSOR.dims, numbers.length).int(TENSOR.elementType, 7).string(TENSOR.name, "x"),
	);

/** A value in plain JavaScript: arrays of numbers, arrays of values, `null` for an empty optional. */
function plain(value: OnnxValue): unknown {
	if (value.kind === "tensor") return weightTensor(value.tensor).toNumbers();
	if (value.kind === "sequence") return value.elements.map(plain);
	return value.value === undefined ? null : plain(value.value);
}

test("reads a tensor on its own", () => {
	const value = readOnnxValue(tensor(1, -2).finish(), "tensor");
	expect(value).toMatchObject({ kind: "tensor", tensor: { name: "x", elementType: 7, shape: [2] } });
	expect(plain(value)).toEqual([1, -2]);
});

test("reads sequences, in the order of the file, and sequences of sequences", () => {
	const inner = new WireWriter()
		.int(SEQUENCE.kind, 1)
		.message(SEQUENCE.tensor, tensor(1))
		.message(SEQUENCE.tensor, tensor(2, 3));
	expect(plain(readOnnxValue(inner.finish(), "sequence"))).toEqual([[1], [2, 3]]);
	const outer = new WireWriter().int(SEQUENCE.kind, 3).message(SEQUENCE.sequence, inner);
	expect(plain(readOnnxValue(outer.finish(), "sequence"))).toEqual([[[1], [2, 3]]]);
	expect(plain(readOnnxValue(new Uint8Array(), "sequence"))).toEqual([]);
});

test("reads optionals, full and empty", () => {
	const full = new WireWriter().int(OPTIONAL.kind, 1).message(OPTIONAL.tensor, tensor(5));
	expect(plain(readOnnxValue(full.finish(), "optional"))).toEqual([5]);
	expect(plain(readOnnxValue(new WireWriter().string(1, "empty").finish(), "optional"))).toBeNull();
	const nested = new WireWriter().message(OPTIONAL.optional, full);
	expect(plain(readOnnxValue(nested.finish(), "optional"))).toEqual([5]);
});

test("refuses an optional of two values, maps and sparse tensors, and broken bytes", () => {
	const two = new WireWriter().message(OPTIONAL.tensor, tensor(1)).message(OPTIONAL.tensor, tensor(2));
	expect(() => readOnnxValue(two.finish(), "optional")).toThrow(/at most one value in an optional but received 2/);
	for (const [kind, words] of [
		[2, /sparse tensors/],
		[4, /maps/],
	] as const)
		expect(() => readOnnxValue(new WireWriter().int(SEQUENCE.kind, kind).finish(), "sequence")).toThrow(words);
	const bytes = tensor(1, 2, 3).finish();
	expect(() => readOnnxValue(bytes.subarray(0, bytes.length - 1), "tensor")).toThrow(
		expect.objectContaining({ code: "INVALID_MODEL" }),
	);
	expect(() => readOnnxValue(bytes, "sequence")).toThrow(expect.objectContaining({ code: "INVALID_MODEL" }));
});

test("refuses sequences inside each other without end", () => {
	let bytes: Uint8Array = new Uint8Array();
	for (let i = 0; i < 200; i++) bytes = new WireWriter().bytes(SEQUENCE.sequence, bytes).finish();
	expect(() => readOnnxValue(bytes, "sequence")).toThrow(/at most 100 messages/);
});

import { expect, test } from "vitest";
import { WireWriter } from "../protobuf/wire-writer.ts";
import { problemOf, withWeight } from "../testing/broken-model.ts";
import { smallModel } from "../testing/small-model.ts";
import { weightTensor } from "../weight.ts";
import { readOnnx } from "./read-onnx.ts";
import { TENSOR } from "./schema.ts";
import { writeOnnx } from "./write-onnx.ts";

test("weights are views into the file, aligned copies only where a tensor needs them", () => {
	const bytes = writeOnnx(smallModel());
	const weight = readOnnx(bytes).graph.weights.get("w");
	expect(weight?.data.kind === "bytes" && weight.data.bytes.buffer).toBe(bytes.buffer);
	for (let offset = 0; offset < 4; offset++) {
		const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
		shifted.set(bytes);
		const again = readOnnx(shifted).graph.weights.get("w");
		expect(again && weightTensor(again).toNumbers()).toEqual([1, 2]);
	}
});

test("reads numbers in typed fields, packed and not, as the bytes of their dtype", () => {
	const packed = new WireWriter().int(TENSOR.dims, 3).int(TENSOR.elementType, 3);
	const varints = Uint8Array.of(1, 0x7f, ...Array(9).fill(0xff), 1);
	const int8 = readOnnx(withWeight(packed.bytes(TENSOR.int32s, varints))).graph.weights.get("w");
	expect(int8 && weightTensor(int8).toNumbers()).toEqual([1, 127, -1]);

	const single = new WireWriter().int(TENSOR.int64s, -5).int(TENSOR.int64s, 2 ** 40);
	const bytes = withWeight(single.int(TENSOR.dims, 2).int(TENSOR.elementType, 7));
	const int64 = readOnnx(bytes).graph.weights.get("w");
	expect(int64 && Array.from(weightTensor(int64).data as BigInt64Array)).toEqual([-5n, 2n ** 40n]);

	const floats = new WireWriter().float(TENSOR.floats, 1.5).float(TENSOR.floats, -2).int(TENSOR.dims, 2);
	const float = readOnnx(withWeight(floats.int(TENSOR.elementType, 1))).graph.weights.get("w");
	expect(float && weightTensor(float).toNumbers()).toEqual([1.5, -2]);
});

test("a packed run of floats is a view", () => {
	const run = new Uint8Array(Float32Array.of(1, 2).buffer);
	const bytes = withWeight(new WireWriter().int(TENSOR.dims, 2).int(TENSOR.elementType, 1).bytes(TENSOR.floats, run));
	const weight = readOnnx(bytes).graph.weights.get("w");
	expect(weight?.data.kind === "bytes" && weight.data.bytes.buffer).toBe(bytes.buffer);
});

test("element types without a dtype are kept and refused only as tensors", () => {
	const tensor = new WireWriter()
		.int(TENSOR.dims, 3)
		.int(TENSOR.elementType, 22)
		.bytes(TENSOR.raw, Uint8Array.of(1, 2));
	const weight = readOnnx(withWeight(tensor)).graph.weights.get("w");
	expect(weight).toMatchObject({ elementType: 22, shape: [3] });
	expect(() => weight && weightTensor(weight)).toThrow(/element type 22/);
});

test("weights in other files are represented, not read", () => {
	const entry = (key: string, value: string) => new WireWriter().string(1, key).string(2, value);
	const tensor = new WireWriter().int(TENSOR.dims, 2).int(TENSOR.elementType, 1).int(TENSOR.location, 1);
	tensor.message(TENSOR.external, entry("location", "w.bin")).message(TENSOR.external, entry("offset", "4096"));
	const weight = readOnnx(withWeight(tensor)).graph.weights.get("w");
	expect(weight?.data).toEqual({ kind: "external", external: { location: "w.bin", offset: 4096 } });
	expect(() => weight && weightTensor(weight)).toThrow(/another file, w\.bin/);
});

test.each([
	[
		"too little data",
		new WireWriter().int(1, 3).int(2, 1).bytes(9, new Uint8Array(8)),
		/expected 12 bytes for shape \[3\]/,
	],
	[
		"too much data",
		new WireWriter().int(1, 1).int(2, 1).bytes(9, new Uint8Array(8)),
		/expected 4 bytes for shape \[1\]/,
	],
	["a negative size", new WireWriter().int(1, -1).int(2, 1), /sizes of 0 and above/],
	[
		"sizes with a product over 2^53",
		new WireWriter()
			.int(1, 2 ** 40)
			.int(1, 2 ** 40)
			.int(2, 1),
		/product below 2\^53/,
	],
	["no element type", new WireWriter().int(1, 1).bytes(9, new Uint8Array(4)), /data_type: expected an element type/],
	["data in two forms", new WireWriter().int(1, 1).int(2, 1).float(4, 1).bytes(9, new Uint8Array(4)), /in one form/],
	["numbers in the wrong field", new WireWriter().int(1, 1).int(2, 1).int(7, 1), /int64_data/],
	["too few varints", new WireWriter().int(1, 2).int(2, 7).int(7, 1), /expected 16 bytes .* received 8/],
	["too many varints", new WireWriter().int(1, 1).int(2, 7).int(7, 1).int(7, 1), /expected 8 bytes .* received more/],
	[
		"33 axes",
		Array(33)
			.fill(1)
			.reduce((w: WireWriter) => w.int(1, 1), new WireWriter()),
		/at most 32 axes/,
	],
	[
		"a giant tensor without data",
		new WireWriter()
			.int(1, 2 ** 33)
			.int(2, 7)
			.int(7, 1),
		/less memory/,
	],
	["another file without a name", new WireWriter().int(1, 1).int(2, 1).int(14, 1), /expected a location/],
])("refuses a weight with %s", (_, tensor, problem) => {
	expect(problemOf(withWeight(tensor))).toMatch(problem);
});

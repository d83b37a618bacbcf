import { DTYPES, type DType, Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { weightOf, weightTensor } from "./weight.ts";

test.each(Object.entries(DTYPES))("a %s tensor is a weight and a tensor again", (dtype, { number, array }) => {
	const data = array === null ? ["a", "grün", ""] : new array(3);
	const tensor = new Tensor(dtype as DType, data as never, [3, 1]);
	const weight = weightOf("w", tensor);
	expect(weight).toMatchObject({ name: "w", elementType: number, shape: [3, 1] });
	expect(weightTensor(weight)).toEqual(tensor);
});

test("a weight borrows the tensor's memory, and the tensor of a weight the weight's", () => {
	const data = Float32Array.of(1, 2);
	const weight = weightOf("w", { dtype: "float32", data, shape: [2] });
	data[1] = 5;
	expect(weightTensor(weight).toNumbers()).toEqual([1, 5]);
	expect((weightTensor(weight).data as Float32Array).buffer).toBe(data.buffer);
});

test("a weight that starts between two elements is copied, out of a Buffer too", () => {
	const file = Buffer.alloc(16);
	file.writeFloatLE(1.5, 5);
	const weight = {
		name: "w",
		elementType: 1,
		shape: [1],
		data: { kind: "bytes", bytes: file.subarray(5, 9) },
	} as const;
	expect(weightTensor(weight).toNumbers()).toEqual([1.5]);
});

test("a weight whose bytes do not fit its shape is INVALID_ARGUMENT", () => {
	const weight = { name: "w", elementType: 1, shape: [3], data: { kind: "bytes", bytes: new Uint8Array(8) } } as const;
	expect(() => weightTensor(weight)).toThrow(
		expect.objectContaining({
			code: "INVALID_ARGUMENT",
			message: "Expected 12 bytes for `w`, float32 [3], but received 8.",
		}),
	);
});

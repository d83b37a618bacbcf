import { DTYPES, type DType, InferenceError, Tensor, type TensorData } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canCast, castFeed, castResult } from "./tensor.ts";

function tensor(dtype: DType, values: readonly (number | bigint)[]): Tensor {
	const Container = DTYPES[dtype].array as unknown as { from(values: readonly (number | bigint)[]): TensorData };
	return new Tensor(dtype, Container.from(values), [values.length]);
}
const listed = ({ data }: Tensor): unknown[] => Array.from(data as ArrayLike<unknown>);

test("integers that fit are the same in a narrower type, others are UNSUPPORTED with the first one named", () => {
	fc.assert(
		fc.property(fc.array(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n })), (values) => {
			const fits = values.every((value) => BigInt.asIntN(32, value) === value);
			const cast = () => castFeed(tensor("int64", values), "int32", "ids");
			if (fits) expect(listed(cast())).toEqual(values.map(Number));
			else expect(cast).toThrow(InferenceError);
		}),
	);
	expect(() => castFeed(tensor("int64", [1n, 2n ** 31n]), "int32", "ids")).toThrow(
		"Expected values of `ids` that int32, the engine's type, can hold but received 2147483648 (int64) at element 1.",
	);
});

test("integers become floats where these hold them exactly", () => {
	expect(listed(castFeed(tensor("int64", [2n ** 24n]), "float32", "x"))).toEqual([2 ** 24]);
	expect(() => castFeed(tensor("int64", [2n ** 24n + 1n]), "float32", "x")).toThrow(InferenceError);
	expect(listed(castFeed(tensor("uint8", [0, 255]), "float32", "x"))).toEqual([0, 255]);
});

test("results come back in the model's type: whole numbers as integers, others are ENGINE", () => {
	expect(listed(castResult(tensor("float32", [3, -4]), "int64", "y"))).toEqual([3n, -4n]);
	for (const broken of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
		expect(() => castResult(tensor("float32", [broken]), "int64", "y")).toThrow(InferenceError);
	expect(listed(castResult(tensor("float32", [0, 1]), "bool", "y"))).toEqual([0, 1]);
	expect(() => castResult(tensor("float32", [2]), "bool", "y")).toThrow(InferenceError);
});

test("halves are widened exactly and results rounded to them", () => {
	expect(listed(castFeed(tensor("float16", [0x3c00, 0xc000]), "float32", "x"))).toEqual([1, -2]);
	expect(listed(castResult(tensor("float32", [1, 1.0001]), "float16", "y"))).toEqual([0x3c00, 0x3c00]);
});

test("what goes in is never rounded, strings are never cast", () => {
	expect(canCast("float64", "float32", "in")).toBe(false);
	expect(canCast("float32", "float64", "in")).toBe(true);
	expect(canCast("float16", "bfloat16", "in")).toBe(false);
	expect(canCast("float32", "float16", "out")).toBe(true);
	expect(canCast("string", "uint8", "in")).toBe(false);
	expect(canCast("uint8", "string", "out")).toBe(false);
});

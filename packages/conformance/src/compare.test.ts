import { Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { ConformanceFailure } from "./assert.ts";
import { compare, compareBits } from "./compare.ts";
import { exact } from "./exact-tensor.ts";

const f32 = (values: number[], shape = [values.length]) => new Tensor("float32", Float32Array.from(values), shape);

test("a difference within the tolerance passes, one beyond fails with the element", () => {
	compare(f32([1.000005]), exact(f32([1])), "y");
	expect(() => compare(f32([0, 1.0001]), exact(f32([0, 1])), "y")).toThrow(/element 1 of y/);
	compare(f32([1.01]), exact(f32([1])), "y", { absolute: 0.1, relative: 0 });
});

test("not-a-number equals itself only", () => {
	compare(f32([Number.NaN]), exact(f32([Number.NaN])), "y");
	expect(() => compare(f32([Number.NaN]), exact(f32([1])), "y")).toThrow(ConformanceFailure);
	expect(() => compare(f32([1]), exact(f32([Number.NaN])), "y")).toThrow(ConformanceFailure);
	expect(() => compare(f32([Number.POSITIVE_INFINITY]), exact(f32([3e38])), "y")).toThrow(ConformanceFailure);
	expect(() => compare(f32([1]), exact(f32([Number.POSITIVE_INFINITY])), "y")).toThrow(ConformanceFailure);
	compare(f32([Number.POSITIVE_INFINITY]), exact(f32([Number.POSITIVE_INFINITY])), "y");
});

test("integers are exact", () => {
	const one = new Tensor("int64", BigInt64Array.of(9007199254740993n), [1]);
	const two = new Tensor("int64", BigInt64Array.of(9007199254740992n), [1]);
	compare(one, exact(one), "y");
	expect(() => compare(two, exact(one), "y")).toThrow("9007199254740993");
});

test("dtype, shape and presence are compared", () => {
	expect(() => compare(undefined, exact(f32([1])), "y")).toThrow("nothing");
	expect(() => compare(f32([1, 2], [1, 2]), exact(f32([1, 2])), "y")).toThrow("float32 [1,2]");
	expect(() => compare(new Tensor("float64", Float64Array.of(1), [1]), exact(f32([1])), "y")).toThrow("float64 [1]");
});

test("bits tell the zeros apart", () => {
	compare(f32([-0]), exact(f32([0])), "y");
	expect(() => compareBits(f32([-0]), f32([0]), "y")).toThrow(/unit 3 of y/);
	compareBits(new Tensor("string", ["a"], [1]), new Tensor("string", ["a"], [1]), "y");
});

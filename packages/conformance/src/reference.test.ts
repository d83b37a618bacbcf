import { type DType, Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import type { Net, NetNode } from "./net.ts";
import { slowFeed, slowNet, slowResult } from "./nets/slow.ts";
import { evaluate } from "./reference.ts";
import { encode } from "./values.ts";

/** Evaluates one operation on `[dtype, values, shape]` operands. */
function compute(op: NetNode["op"], operands: readonly [DType, (number | bigint)[], number[]][], to?: DType) {
	const inputs = operands.map(([dtype, , shape], i) => ({ name: `x${i}`, dtype, shape }));
	const node: NetNode = { op, inputs: inputs.map(({ name }) => name), output: "y", ...(to ? { to } : {}) };
	const net: Net = {
		name: op,
		inputs,
		outputs: [{ name: "y", dtype: "float32", shape: [] }],
		nodes: [node],
		constants: [],
	};
	const feeds = operands.map(([dtype, values, shape], i) => [`x${i}`, new Tensor(dtype, encode(dtype, values), shape)]);
	const { y } = evaluate(net, Object.fromEntries(feeds));
	return { dtype: y?.dtype, shape: y?.shape, values: Array.from(y?.values as ArrayLike<unknown>) };
}

test("addition broadcasts as in NumPy", () => {
	expect(
		compute("add", [
			["float32", [1, 2, 3], [3, 1]],
			["float32", [10, 20], [2]],
		]),
	).toEqual({
		dtype: "float32",
		shape: [3, 2],
		values: [11, 21, 12, 22, 13, 23],
	});
});

test("floats are exact, integers wrap", () => {
	expect(
		compute("add", [
			["float32", [1, 2 ** -30], [2]],
			["float32", [2 ** -40, 1], [2]],
		]).values,
	).toEqual([1 + 2 ** -40, 1 + 2 ** -30]);
	expect(
		compute("add", [
			["int8", [127, -128], [2]],
			["int8", [1, -1], [2]],
		]).values,
	).toEqual([-128, 127]);
	expect(
		compute("multiply", [
			["uint64", [2n ** 63n], [1]],
			["uint64", [2n], [1]],
		]).values,
	).toEqual([0n]);
	expect(
		compute("add", [
			["int64", [2n ** 63n - 1n], [1]],
			["int64", [1n], [1]],
		]).values,
	).toEqual([-(2n ** 63n)]);
});

test("casts go towards zero, and round floats to the nearest", () => {
	const x: [DType, number[], number[]] = ["float32", [-1.75, 2.5], [2]];
	expect(compute("cast", [x], "int32").values).toEqual([-1, 2]);
	expect(compute("cast", [x], "int64").values).toEqual([-1n, 2n]);
	expect(compute("cast", [x], "bool").values).toEqual([1, 1]);
	expect(compute("cast", [["float64", [1 / 3], [1]]], "bfloat16").values).toEqual([0.333984375]);
	expect(compute("cast", [["float64", [1 / 3], [1]]], "float32").values).toEqual([Math.fround(1 / 3)]);
});

test("matrices, convolutions and indices are those of the definition", () => {
	expect(
		compute("matmul", [
			["float32", [1, 2, 3, 4, 5, 6], [2, 3]],
			["float32", [1, 0, 0, 1, 2, 2], [3, 2]],
		]).values,
	).toEqual([7, 8, 16, 17]);
	const image: [DType, number[], number[]] = ["float32", [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]];
	expect(compute("conv2d", [image, ["float32", [1, 0, 0, -1], [1, 1, 2, 2]]])).toEqual({
		dtype: "float32",
		shape: [1, 1, 2, 2],
		values: [-4, -4, -4, -4],
	});
	expect(compute("nonzero", [["float32", [0, 1, 2, 0], [2, 2]]])).toEqual({
		dtype: "int64",
		shape: [2, 2],
		values: [0n, 1n, 1n, 0n],
	});
	expect(compute("relu", [["float32", [-1, 2], [2]]]).values).toEqual([0, 2]);
});

test("shapes that do not fit are INVALID_ARGUMENT", () => {
	expect(() =>
		compute("add", [
			["float32", [1, 2], [2]],
			["float32", [1, 2, 3], [3]],
		]),
	).toThrow("cannot take [2] and [3]");
	expect(() =>
		compute("matmul", [
			["float32", [1, 2], [1, 2]],
			["float32", [1, 2, 3], [3, 1]],
		]),
	).toThrow("cannot take");
	expect(() => evaluate(slowNet(1), {})).toThrow("input `x`");
});

test("the slow net's result is what the reference computes", () => {
	const { y } = evaluate(slowNet(3), { x: new Tensor("float32", slowFeed(5), [256, 256]) });
	expect(Float32Array.from(y?.values as ArrayLike<number>)).toEqual(slowResult(5, 3));
});

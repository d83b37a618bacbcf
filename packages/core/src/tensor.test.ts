import { inspect } from "node:util";
import { expect, test } from "vitest";
import { DTYPES, type DType } from "./dtype.ts";
import { InferenceError } from "./errors.ts";
import { Tensor } from "./tensor.ts";

const code = (run: () => unknown): string => {
	try {
		run();
	} catch (error) {
		if (error instanceof InferenceError) return error.code;
	}
	return "nothing thrown";
};

test("borrows its data and freezes a copy of its shape", () => {
	const data = Float32Array.of(1, 2, 3, 4);
	const shape = [2, 2];
	const tensor = new Tensor("float32", data, shape);
	shape[0] = 9;
	expect(tensor.data).toBe(data);
	expect(tensor.shape).toEqual([2, 2]);
	expect(Object.isFrozen(tensor.shape)).toBe(true);
});

test("takes every dtype in its container, scalars and empty shapes", () => {
	for (const dtype of Object.keys(DTYPES) as DType[]) {
		const make = (length: number): never =>
			(dtype === "string" ? new Array(length).fill("") : new DTYPES[dtype].array(length)) as never;
		expect(new Tensor(dtype, make(1), []).size).toBe(1);
		expect(new Tensor(dtype, make(0), [3, 0]).size).toBe(0);
	}
});

test("rejects what does not fit together with what was expected and what came", () => {
	expect(() => new Tensor("float32", new Float32Array(3), [2, 2])).toThrow(
		"Expected 4 elements for float32 [2,2] but received 3.",
	);
	expect(() => new Tensor("float16", new Float32Array(1) as never, [1])).toThrow(
		"Expected Uint16Array as data of a float16 tensor but received Float32Array.",
	);
	expect(code(() => new Tensor("float32", new Float32Array(1), [-1]))).toBe("INVALID_ARGUMENT");
	expect(code(() => new Tensor("float32", new Float32Array(1), [0.5, 2]))).toBe("INVALID_ARGUMENT");
	expect(code(() => new Tensor("float" as DType, new Float32Array(1), [1]))).toBe("INVALID_ARGUMENT");
	expect(code(() => new Tensor("toString" as DType, new Float32Array(1), [1]))).toBe("INVALID_ARGUMENT");
});

test("decodes raw bits and 64-bit integers to numbers", () => {
	expect(new Tensor("float16", Uint16Array.of(0x3c00, 0xc000, 0x7bff), [3]).toNumbers()).toEqual([1, -2, 65504]);
	expect(new Tensor("bfloat16", Uint16Array.of(0x3f80, 0xc000), [2]).toNumbers()).toEqual([1, -2]);
	expect([...new Tensor("int64", BigInt64Array.of(-5n, 7n), [2]).toFloat32()]).toEqual([-5, 7]);
	expect(code(() => new Tensor("string", ["a"], [1]).toNumbers())).toBe("INVALID_ARGUMENT");
});

test("gives pooled memory back once and then has no data", () => {
	let given = 0;
	const tensor = new Tensor("uint8", new Uint8Array(2), [2], () => given++);
	expect(tensor.pooled).toBe(true);
	tensor.dispose();
	tensor.dispose();
	expect(given).toBe(1);
	expect(code(() => tensor.data)).toBe("DISPOSED");
});

test("prints dtype, shape, location and range", () => {
	expect(inspect(new Tensor("float32", Float32Array.of(-1, 0.25), [1, 2]))).toBe(
		"Tensor float32 [1,2] on cpu, -1 to 0.25",
	);
	expect(String(new Tensor("string", ["a"], [1]))).toBe("string [1] on cpu");
});

test("from keeps a tensor and wraps its plain form, as structuredClone leaves it", () => {
	const tensor = new Tensor("int32", Int32Array.of(1), [1]);
	expect(Tensor.from(tensor)).toBe(tensor);
	const plain = structuredClone({ dtype: "int32" as const, data: tensor.data, shape: tensor.shape });
	expect(Tensor.from(plain).data).toBe(plain.data);
});

test("reshape keeps the memory and rejects another number of elements", () => {
	const tensor = new Tensor("float32", new Float32Array(6), [2, 3]);
	expect(tensor.reshape([3, 2]).data).toBe(tensor.data);
	expect(code(() => tensor.reshape([4]))).toBe("INVALID_ARGUMENT");
});

import { expect, test } from "vitest";
import { numberToBfloat16, numberToHalf } from "../half.ts";
import { Tensor } from "../tensor.ts";
import { compareTensors } from "./compare-tensors.ts";
import { TimeSlice } from "./time-slice.ts";

const compare = (a: Tensor, b: Tensor) => compareTensors(a, b, new TimeSlice());
const floats = (...x: number[]): Tensor => new Tensor("float32", Float32Array.from(x), [x.length]);

test("tells the largest difference and the largest magnitude", async () => {
	expect(await compare(floats(1, -4, 0.5), floats(1.5, -3, 0.5))).toEqual({ maxAbsolute: 1, range: 3 });
	const [a, b] = [
		new Tensor("float64", Float64Array.of(1e300), [1]),
		new Tensor("float64", Float64Array.of(-1e300), [1]),
	];
	expect(await compare(a, b)).toEqual({ maxAbsolute: 2e300, range: 1e300 });
});

test("NaN equals NaN and infinity the same infinity; nothing finite is near to them", async () => {
	const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
	expect(await compare(floats(nan, inf, -inf, 2), floats(nan, inf, -inf, 2))).toEqual({ maxAbsolute: 0, range: 2 });
	for (const [a, b] of [
		[nan, 1],
		[1, nan],
		[inf, 1],
		[1, inf],
		[inf, -inf],
		[nan, inf],
	] as const)
		expect((await compare(floats(a), floats(b))).maxAbsolute).toBe(inf);
});

test("decodes 16-bit floats, and takes integers, booleans and strings as they are", async () => {
	const half = (x: number): Tensor => new Tensor("float16", Uint16Array.of(numberToHalf(x)), [1]);
	expect(await compare(half(1.5), half(-2))).toEqual({ maxAbsolute: 3.5, range: 2 });
	const brain = (x: number): Tensor => new Tensor("bfloat16", Uint16Array.of(numberToBfloat16(x)), [1]);
	expect(await compare(brain(256), brain(128))).toEqual({ maxAbsolute: 128, range: 128 });
	const long = (x: bigint): Tensor => new Tensor("int64", BigInt64Array.of(x), [1]);
	expect(await compare(long(2n ** 62n + 1n), long(2n ** 62n))).toEqual({ maxAbsolute: 1, range: 2 ** 62 });
	const bool = (x: number): Tensor => new Tensor("bool", Uint8Array.of(x), [1]);
	expect(await compare(bool(1), bool(0))).toEqual({ maxAbsolute: 1, range: 0 });
	const text = (x: string): Tensor => new Tensor("string", [x], [1]);
	expect(await compare(text("a"), text("a"))).toEqual({ maxAbsolute: 0, range: 0 });
	expect((await compare(text("a"), text("b"))).maxAbsolute).toBe(Number.POSITIVE_INFINITY);
});

test("empty tensors are equal", async () => {
	expect(await compare(floats(), floats())).toEqual({ maxAbsolute: 0, range: 0 });
});

test("looks at every element, also behind the first block", async () => {
	const size = 20_000;
	for (const at of [0, 8191, 8192, size - 1]) {
		const data = new Float32Array(size);
		data[at] = 1;
		const tensor = new Tensor("float32", data, [size]);
		expect((await compare(tensor, new Tensor("float32", new Float32Array(size), [size]))).maxAbsolute).toBe(1);
	}
});

import { DeviceTensor, numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { softmax } from "./index.ts";

const logits = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 40 });
const line = (values: number[]) => new Tensor("float32", Float32Array.from(values), [values.length]);

test("sums to 1, however large the numbers are", () => {
	fc.assert(
		fc.property(logits, (values) => {
			const { data } = softmax(line(values));
			expect(data.every((p) => p >= 0 && p <= 1)).toBe(true);
			expect(data.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
		}),
	);
	expect([...softmax(line([3e38, 3e38, -3e38])).data]).toEqual([0.5, 0.5, 0]);
});

test("adding the same number to all changes nothing", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), fc.integer(), (values, shift) => {
			const moved = {
				dtype: "float64" as const,
				data: Float64Array.from(values, (x) => x + shift),
				shape: [values.length],
			};
			expect(softmax(moved).data).toEqual(softmax(line(values)).data);
		}),
	);
});

test("goes along the axis that is asked for", () => {
	const shape = [2, 3, 4];
	const tensor = new Tensor(
		"float32",
		Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)),
		shape,
	);
	for (const axis of [0, 1, 2]) {
		const { data } = softmax(tensor, { axis });
		expect(data).toEqual(softmax(tensor, { axis: axis - 3 }).data);
		const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
		const length = shape[axis] as number;
		for (let first = 0; first < 24; first++) {
			if (Math.floor(first / inner) % length !== 0) continue;
			const powers = Array.from({ length }, (_, i) => Math.exp(tensor.data[first + i * inner] as number));
			const sum = powers.reduce((a, b) => a + b);
			for (const [i, power] of powers.entries()) expect(data[first + i * inner]).toBeCloseTo(power / sum, 6);
		}
	}
});

test("NaN gives NaN along its axis only", () => {
	const tensor = new Tensor("float32", Float32Array.of(1, Number.NaN, 0, 0), [2, 2]);
	expect([...softmax(tensor).data]).toEqual([Number.NaN, Number.NaN, 0.5, 0.5]);
});

test("takes float16, writes in place, and an empty tensor is none", () => {
	const half = new Tensor("float16", Uint16Array.of(numberToHalf(2), numberToHalf(2)), [2]);
	expect([...softmax(half).data]).toEqual([0.5, 0.5]);
	const own = line([1, 1, 1, 1]);
	expect(softmax(own, {}, own)).toBe(own);
	expect([...own.data]).toEqual([0.25, 0.25, 0.25, 0.25]);
	expect(softmax(new Tensor("float32", new Float32Array(0), [0, 3])).shape).toEqual([0, 3]);
});

test("rejects other dtypes, axes, scalars and tensors of a device with INVALID_ARGUMENT", () => {
	expect(errorOf(() => softmax(new Tensor("int32", new Int32Array(2), [2])))).toBe(
		"INVALID_ARGUMENT: Expected a tensor of floating point but received int32.",
	);
	expect(errorOf(() => softmax(line([1]), { axis: 1 }))).toContain("`axis`");
	expect(errorOf(() => softmax(new Tensor("float32", new Float32Array(1), [])))).toContain("one axis");
	const device = new DeviceTensor({
		dtype: "float32",
		shape: [1],
		location: "webgpu",
		handle: {},
		owner: {},
		read: async () => line([1]),
	});
	expect(errorOf(() => softmax(device))).toBe(
		"INVALID_ARGUMENT: Expected a tensor in CPU memory but received one on `webgpu`. Call its toCpu() first.",
	);
	const gone = line([1]);
	gone.dispose();
	expect(errorOf(() => softmax(gone))).toContain("DISPOSED");
});

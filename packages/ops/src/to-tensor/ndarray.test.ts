import { halfToNumber, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import ndarray from "ndarray";
import { expect, expectTypeOf, test } from "vitest";
import { normalize } from "../normalize/index.ts";
import { errorOf } from "../testing/error-of.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { fromNdarray } from "./from-ndarray.ts";
import { toNdarray } from "./to-ndarray.ts";

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 0, maxLength: 4 });

test("a tensor becomes an ndarray over the same memory, and a tensor again", () => {
	fc.assert(
		fc.property(shapes, (shape) => {
			const size = shape.reduce((product, size) => product * size, 1);
			const tensor = new Tensor(
				"float32",
				Float32Array.from({ length: size }, (_, i) => i),
				shape,
			);
			const view = toNdarray(tensor, ndarray<Float32Array>);
			expectTypeOf(view).toEqualTypeOf<ndarray.NdArray<Float32Array>>();
			expect([view.shape, view.data, view.dtype]).toEqual([shape, tensor.data, "float32"]);
			expect(view.data).toBe(tensor.data);
			const back = fromNdarray(view, { copy: false });
			expect([back.dtype, back.shape]).toEqual(["float32", shape]);
			expect(back.data.buffer).toBe(tensor.data.buffer);
			expect(back.data).toEqual(tensor.data);
		}),
	);
});

test("views that were cropped, stepped, flipped and transposed give the elements that ndarray's own get gives", () => {
	fc.assert(
		fc.property(
			fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 2, max: 6 }))),
			fc.nat(2),
			fc.nat(5),
			(shape, low, order) => {
				const size = shape.reduce((product, size) => product * size, 1);
				const whole = ndarray(
					Int16Array.from({ length: size }, (_, i) => i),
					shape,
				);
				const orders = [
					[0, 1, 2],
					[0, 2, 1],
					[1, 0, 2],
					[1, 2, 0],
					[2, 0, 1],
					[2, 1, 0],
				];
				const view = whole
					.lo(Math.min(low, 1), 0, 1)
					.step(1, -1, low === 2 ? 2 : 1)
					.transpose(...(orders[order] as number[]));
				const tensor = fromNdarray(view, { dtype: "int16" });
				expect(tensor.shape).toEqual(view.shape);
				const [a = 0, b = 0, c = 0] = view.shape;
				let at = 0;
				for (let i = 0; i < a; i++)
					for (let j = 0; j < b; j++) for (let k = 0; k < c; k++) expect(tensor.data[at++]).toBe(view.get(i, j, k));
			},
		),
	);
});

test("copies where it is asked to, where it must, and never where it must not", () => {
	const whole = ndarray(
		Float32Array.from({ length: 12 }, (_, i) => i),
		[3, 4],
	);
	const rows = whole.lo(1, 0);
	expect(fromNdarray(rows).data.buffer).toBe(whole.data.buffer);
	expect([...fromNdarray(rows).data]).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
	const copied = fromNdarray(rows, { copy: true });
	expect(copied.data.buffer).not.toBe(whole.data.buffer);
	expect(copied.data).toEqual(fromNdarray(rows).data);
	const columns = whole.lo(0, 1);
	expect([...fromNdarray(columns).data]).toEqual([1, 2, 3, 5, 6, 7, 9, 10, 11]);
	expect(errorOf(() => fromNdarray(columns, { copy: false }))).toBe(
		"INVALID_ARGUMENT: Expected a dense, row-major view, or leave to copy it but received strides [4,1].",
	);
	expect(fromNdarray(ndarray(new Float64Array(0), [0, 3])).shape).toEqual([0, 3]);
});

test("the dtype is the array's, or one of the same array", () => {
	const dtypeOf = (data: Parameters<typeof fromNdarray>[0]["data"]) =>
		fromNdarray({ data, shape: [2], stride: [1], offset: 0 }).dtype;
	expect(dtypeOf(new Uint8ClampedArray(2))).toBe("uint8");
	expect(dtypeOf(Buffer.alloc(2))).toBe("uint8");
	expect(dtypeOf(new Uint16Array(2))).toBe("uint16");
	expect(dtypeOf(new BigInt64Array(2))).toBe("int64");
	const bits = ndarray(Uint16Array.of(0x3c00, 0xc000), [2]);
	const half = fromNdarray(bits, { dtype: "float16" });
	expect([half.dtype, ...Array.from(half.data, halfToNumber)]).toEqual(["float16", 1, -2]);
	expect(errorOf(() => fromNdarray(bits, { dtype: "float32" }))).toContain("a dtype whose array is Uint16Array");
});

test("a picture's tensor and an ndarray of pixels take each other's place", () => {
	const picture = seededPicture(1, 7, 5);
	const tensor = normalize(picture, { dtype: "uint8", layout: "nhwc" }) as Tensor<"uint8">;
	const pixels = toNdarray(tensor, ndarray<Uint8Array>).pick(0);
	expect(normalize(pixels).data).toEqual(normalize(picture).data);
	const parts = toNdarray(tensor);
	expect(parts).toEqual({ data: tensor.data, shape: [1, 5, 7, 3], stride: [105, 21, 3, 1], offset: 0 });
});

test("rejects what is no view of a typed array with INVALID_ARGUMENT", () => {
	const view = { data: new Float32Array(6), shape: [2, 3], stride: [3, 1], offset: 0 };
	expect(errorOf(() => fromNdarray(ndarray([1, 2]) as never))).toContain("a typed array as `data`");
	expect(errorOf(() => fromNdarray({ ...view, shape: [2, -3] }))).toContain("`shape`");
	expect(errorOf(() => fromNdarray({ ...view, stride: [3] }))).toContain("2 integers as `stride`");
	expect(errorOf(() => fromNdarray({ ...view, offset: 1 }))).toBe(
		"INVALID_ARGUMENT: Expected an ndarray within its 6 elements but received one that reads 1 to 6.",
	);
	expect(errorOf(() => fromNdarray({ ...view, stride: [-3, 1] }))).toContain("within its 6 elements");
	expect(errorOf(() => fromNdarray({ ...view, shape: [2 ** 40, 2 ** 40], stride: [0, 0] }))).toContain("within its");
	expect(errorOf(() => fromNdarray(view, { copies: true } as never))).toContain("`copies`");
});

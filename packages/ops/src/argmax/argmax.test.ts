import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { argmax, planArgmax } from "./index.ts";

const scores = (data: readonly number[], shape: readonly number[]) =>
	new Tensor("float32", Float32Array.from(data), shape);

/** Few levels, so that many are equal, and what compares in its own way. */
const score = fc.oneof(
	{ weight: 8, arbitrary: fc.integer({ min: -2, max: 2 }) },
	fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-8, 65504),
);
const size = fc.record({
	classes: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70 })),
	height: fc.integer({ min: 1, max: 5 }),
	width: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(701)),
});

test("the lowest class wins among equal ones, and NaN never wins but is never beaten as class 0", () => {
	const { NaN: nan, NEGATIVE_INFINITY: low } = Number;
	const pixels = [
		[0, 0, -0],
		[-0, 0, 0],
		[low, low, low],
		[1, nan, 1],
		[1, nan, 2],
		[nan, 9, 2],
		[low, nan, 3],
		[0, 2, 2],
	];
	const planes = scores(
		[0, 1, 2].flatMap((c) => pixels.map((pixel) => pixel[c] as number)),
		[3, 1, 8],
	);
	expect([...argmax(planes).data]).toEqual([0, 0, 0, 0, 2, 0, 2, 1]);
	expect(argmax(planes).toString()).toContain("uint8 [1,8]");
});

test.each(implementations)("%s gives the reference's classes", (implementation) => {
	fc.assert(
		fc.property(
			size,
			fc.constantFrom("nchw" as const, "nhwc" as const),
			fc.constantFrom("float32" as const, "float16" as const, "bfloat16" as const, "float64" as const),
			fc.constantFrom("uint8" as const, "int32" as const),
			fc.array(score, { minLength: 1, maxLength: 97 }),
			({ classes, height, width }, layout, from, dtype, levels) => {
				const shape = layout === "nchw" ? [1, classes, height, width] : [height, width, classes];
				const numbers = Array.from(
					{ length: classes * height * width },
					(_, i) => levels[(i * 31 + (i >> 7)) % levels.length] as number,
				);
				const options = { layout, dtype };
				const tensor =
					from === "float32"
						? scores(numbers, shape)
						: from === "float64"
							? new Tensor("float64", Float64Array.from(numbers), shape)
							: new Tensor(
									from,
									Uint16Array.from(numbers, (x) => (from === "float16" ? numberToHalf(x) : numberToHalf(x) & 0xff80)),
									shape,
								);
				const expected = argmax(tensor, { ...options, implementation: "reference" });
				expectSame(argmax(tensor, { ...options, implementation }).data, expected.data);
			},
		),
		{ numRuns: 300 },
	);
});

test.each(implementations)(
	"%s finds the best class of planes of any number, longer than what is compared at a time",
	(implementation) => {
		for (const classes of [1, 2, 3, 4, 5, 6, 12])
			for (const dtype of ["float32", "float16"] as const) {
				const numbers = Float32Array.from({ length: classes * 9_001 }, (_, i) => ((i * 31) % 257) - ((i * 17) % 101));
				const data = dtype === "float32" ? numbers : Uint16Array.from(numbers, numberToHalf);
				const tensor = new Tensor(dtype, data, [classes, 9_001, 1]);
				expectSame(argmax(tensor, { implementation }).data, argmax(tensor, { implementation: "reference" }).data);
			}
	},
);

test.each(implementations)("%s orders every float16 as its number", (implementation) => {
	const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
	for (const against of [0x0000, 0x8000, 0x3c00, 0xbc00, 0x7c00, 0xfc00, 0x7e00, 0x0001, 0x8001]) {
		const data = new Uint16Array(131072).fill(against);
		for (const half of [0, 1]) {
			data.fill(against, 65536 * (1 - half), 65536 * (2 - half)).set(all, 65536 * half);
			const tensor = new Tensor("float16", data, [2, 256, 256]);
			expectSame(argmax(tensor, { implementation }).data, argmax(tensor, { implementation: "reference" }).data);
		}
	}
});

test.each(implementations)("%s counts more classes than 16 bits hold, on several threads", (implementation) => {
	const data = new Float32Array(70_000 * 20);
	const best = Array.from({ length: 20 }, (_, i) => (i * 69_997) % 70_000);
	for (const [i, c] of best.entries()) data[i * 70_000 + c] = 1;
	const tensor = new Tensor("float32", data, [1, 1, 20, 70_000]);
	const plan = planArgmax({ shape: tensor.shape, layout: "nhwc", implementation, threads: 4 });
	for (let i = 0; i < 3; i++) expect([...plan.run(tensor).data]).toEqual(best);
	expect(plan.implementation).toBe(implementation);
});

test("writes into the output that it is given and into nothing else", () => {
	const memory = new Uint8Array(20).fill(99);
	const output = new Tensor("uint8", memory.subarray(3, 9), [2, 3]);
	const planes = scores([0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0], [2, 2, 3]);
	expect(argmax(planes, {}, output)).toBe(output);
	expect([...memory]).toEqual([99, 99, 99, 1, 0, 1, 0, 1, 0, ...new Array(11).fill(99)]);
});

test("rejects shapes, dtypes and outputs that do not fit with INVALID_ARGUMENT", () => {
	const planes = scores([1, 2, 3, 4], [1, 4, 1, 1]);
	expect(errorOf(() => argmax(scores([], [1, 0, 2, 2])))).toBe(
		"INVALID_ARGUMENT: Expected a shape [1,C,height,width], no size 0, but received [1,0,2,2].",
	);
	expect(errorOf(() => argmax(scores([1, 2], [2, 1, 1, 1])))).toContain("[2,1,1,1]");
	expect(errorOf(() => argmax(scores([1], [1])))).toContain("a shape");
	expect(errorOf(() => planArgmax({} as never))).toContain("a shape");
	expect(errorOf(() => planArgmax({ shape: [1, 70_000, 1000, 1000] }))).toContain("2^31");
	expect(errorOf(() => planArgmax({ shape: [257, 1, 1], dtype: "uint8" }))).toContain("256 classes");
	expect(errorOf(() => argmax(planes, { layout: "hwc" as never }))).toContain("`layout`");
	expect(errorOf(() => argmax(planes, { axis: 1 } as never))).toContain("`axis`");
	expect(errorOf(() => argmax(planes, null as never))).toContain("options");
	expect(errorOf(() => argmax(planes, { implementation: "gpu" as never }))).toContain("`implementation`");
	expect(errorOf(() => planArgmax({ shape: [1, 4, 1, 2] }).run(planes))).toContain("as planned");
	const integers = new Tensor("int32", new Int32Array(4), [4, 1, 1]);
	expect(errorOf(() => argmax(integers))).toContain("floating point");
	const output = new Tensor("int32", new Int32Array(1), [1, 1]);
	expect(errorOf(() => argmax(planes, {}, output))).toContain("uint8 [1,1] as output");
	structuredClone(planes.data, { transfer: [planes.data.buffer as ArrayBuffer] });
	expect(errorOf(() => argmax(planes, { implementation: "wasm" }))).toContain("INVALID_ARGUMENT");
});

import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { letterboxTransform } from "../letterbox/reference.ts";
import type { Box } from "../picture/box.ts";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { instanceMasks, planInstanceMasks } from "./index.ts";

const float32 = (data: ArrayLike<number>, shape: readonly number[]) =>
	new Tensor("float32", Float32Array.from(data), shape);

/** Numbers of about -1 to 1 that are the same for the same seed. */
function noise(count: number, seed: number): Float32Array {
	return Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233));
}

test("a mask is where the sum of prototypes times coefficients is positive, in the picture", () => {
	// 8 x 4 pixels in a letterbox of 4 x 4: rows 1 and 2 of it; cells of one letterbox pixel.
	const transform = letterboxTransform({ width: 8, height: 4 }, 4, 4);
	const prototypes = float32(
		[...[0, 0, 0, 0, -1, -1, 1, 1, -1, -1, 1, 1, 0, 0, 0, 0], ...[0, 0, 0, 0, 3, 3, 3, 3, -3, -3, -3, -3, 0, 0, 0, 0]],
		[1, 2, 4, 4],
	);
	const boxes: Box[] = [
		[0, 0, 8, 4],
		[2.5, 0, 6.5, 3],
		[3, 3, 3, 4],
		[-9, -9, 99, 1],
	];
	const coefficients = float32([1, 0, 1, 0, 1, 0, 0, 1], [4, 2]);
	const masks = instanceMasks({ prototypes, coefficients, boxes }, { transform });
	const rows = masks.map(({ data, width }) =>
		Array.from(data, (x) => (x ? "#" : "."))
			.join("")
			.match(RegExp(`.{${width || 1}}`, "g")),
	);
	expect(rows).toEqual([
		["....####", "....####", "....####", "....####"],
		[".###", ".###", ".###"],
		null,
		["########"],
	]);
	expect(masks.map(({ left, top, width, height }) => [left, top, width, height])).toEqual([
		[0, 0, 8, 4],
		[3, 0, 4, 3],
		[3, 3, 0, 1],
		[0, 0, 8, 1],
	]);
	expect(masks[0]).toMatchObject({ format: "gray", stride: 8 });
});

const side = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 150 }));
const corner = fc.double({ min: -0.2, max: 1.2, noNaN: true });
const scene = fc.record({
	width: side,
	height: side,
	tensor: fc.integer({ min: 1, max: 64 }),
	prototypeWidth: fc.integer({ min: 1, max: 40 }),
	prototypeHeight: fc.integer({ min: 1, max: 40 }),
	count: fc.constantFrom(1, 2, 3, 32),
	seed: fc.nat(999),
	corners: fc.array(fc.tuple(corner, corner, corner, corner), { maxLength: 4 }),
	odd: fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, 3e38, 1e-45),
});

function inputs({ width, height, tensor, prototypeWidth, prototypeHeight, count, seed, corners, odd }: Scene) {
	const transform = letterboxTransform({ width, height }, tensor, tensor);
	const shape = [1, count, prototypeHeight, prototypeWidth];
	const planes = noise(count * prototypeHeight * prototypeWidth, seed);
	if (odd !== 0) planes[seed % planes.length] = odd;
	const boxes = corners.map(
		([a, b, c, d]): Box => [
			Math.min(a, c) * width,
			Math.min(b, d) * height,
			Math.max(a, c) * width,
			Math.max(b, d) * height,
		],
	);
	const coefficients = float32(noise(count * boxes.length, seed + 1), [boxes.length, count]);
	return { transform, input: { prototypes: float32(planes, shape), coefficients, boxes }, shape };
}
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never;

test.each(implementations)("%s gives the reference's masks", (implementation) => {
	fc.assert(
		fc.property(scene, fc.constantFrom(0, 0.3, -0.5), (scene, threshold) => {
			const { transform, input } = inputs(scene);
			const options = { transform, threshold };
			const expected = instanceMasks(input, { ...options, implementation: "reference" });
			const actual = instanceMasks(input, { ...options, implementation });
			expect(actual.map(({ data, ...place }) => ({ ...place, bytes: data.length }))).toEqual(
				expected.map(({ data, ...place }) => ({ ...place, bytes: data.length })),
			);
			for (const [i, mask] of actual.entries()) expectSame(mask.data, expected[i]?.data ?? new Uint8Array(0));
		}),
		{ numRuns: 150 },
	);
});

test("masks are those of enlarging all logits and cutting the box out", () => {
	fc.assert(
		fc.property(scene, (scene) => {
			const { transform, input } = inputs({ ...scene, odd: 0 });
			const { prototypeWidth, prototypeHeight, tensor, count } = scene;
			const logits = (i: number, x: number, y: number): number => {
				const [u, v] = transform.fromSource(x + 0.5, y + 0.5);
				const place = (at: number, size: number) => Math.min(Math.max((at / tensor) * size - 0.5, 0), size - 1);
				const [a, b] = [place(u, prototypeWidth), place(v, prototypeHeight)];
				let sum = 0;
				for (const [column, row] of [
					[0, 0],
					[1, 0],
					[0, 1],
					[1, 1],
				] as const) {
					const [c, r] = [
						Math.min(Math.floor(a) + column, prototypeWidth - 1),
						Math.min(Math.floor(b) + row, prototypeHeight - 1),
					];
					const weight =
						(column ? a - Math.floor(a) : 1 - (a - Math.floor(a))) *
						(row ? b - Math.floor(b) : 1 - (b - Math.floor(b)));
					for (let k = 0; k < count; k++)
						sum +=
							weight *
							(input.coefficients.data[i * count + k] as number) *
							(input.prototypes.data[(k * prototypeHeight + r) * prototypeWidth + c] as number);
				}
				return sum;
			};
			for (const [i, { data, left, top, width }] of instanceMasks(input, {
				transform,
				implementation: "reference",
			}).entries())
				for (let p = 0; p < data.length; p += 7) {
					const logit = logits(i, left + (p % width), top + Math.floor(p / width));
					if (Math.abs(logit) > 1e-4) expect(data[p]).toBe(logit > 0 ? 255 : 0);
				}
		}),
		{ numRuns: 50 },
	);
});

test("takes float16, and writes into the output that it is given and no further", () => {
	const transform = letterboxTransform({ width: 4, height: 2 }, 4, 2);
	const half = (values: number[], shape: number[]) =>
		new Tensor("float16", Uint16Array.from(values, numberToHalf), shape);
	const input = {
		prototypes: half([1, -1], [1, 1, 2]),
		coefficients: half([2, -1], [2, 1]),
		boxes: [
			[0, 0, 4, 1],
			[1, 1, 4, 2],
		] as Box[],
	};
	for (const implementation of ["reference", ...implementations] as const) {
		const output = new Uint8Array(9).fill(7);
		const [first, second] = instanceMasks(input, { transform, implementation }, output);
		expect([...output]).toEqual([255, 255, 0, 0, 0, 255, 255, 7, 7]);
		expect([first?.data.buffer, second?.data.buffer]).toEqual([output.buffer, output.buffer]);
	}
});

test("rejects inputs that do not fit together with INVALID_ARGUMENT", () => {
	const transform = letterboxTransform({ width: 4, height: 2 }, 4, 2);
	const prototypes = float32([1, 1], [1, 1, 1, 2]);
	const coefficients = float32([1], [1, 1]);
	const boxes: Box[] = [[0, 0, 4, 2]];
	const run = (input: object, options: object = {}, output?: Uint8Array) =>
		errorOf(() => instanceMasks({ prototypes, coefficients, boxes, ...input }, { transform, ...options }, output));
	expect(run({ boxes: [] })).toBe("INVALID_ARGUMENT: Expected coefficients of shape [0,1] but received float32 [1,1].");
	expect(run({ boxes: [[0, 0, 1]] })).toContain("4 finite numbers");
	expect(run({ boxes: [[0, 0, 1, Number.NaN]] })).toContain("4 finite numbers");
	expect(run({ boxes: undefined })).toContain("coefficients and boxes");
	expect(run({ prototypes: float32([1], [1]) })).toContain("prototypes [1,K,height,width]");
	expect(run({ prototypes: new Tensor("int32", new Int32Array(1), [1, 1, 1]) })).toContain("floating point");
	expect(run({}, { transform: {} })).toContain("transform of a letterbox");
	expect(run({}, { threshold: Number.NaN })).toContain("`threshold`");
	expect(run({}, { size: 3 })).toContain("`size`");
	expect(run({}, {}, new Uint8Array(7))).toContain("at least 8 bytes");
	expect(errorOf(() => planInstanceMasks({ transform, shape: [1, 0, 2, 2] }))).toContain("prototypes");
	const gone = float32([1], [1, 1]);
	structuredClone(gone.data, { transfer: [gone.data.buffer as ArrayBuffer] });
	expect(run({ coefficients: gone })).toContain("detached");
});

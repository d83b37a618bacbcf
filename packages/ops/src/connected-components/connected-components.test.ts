import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { errorOf } from "../testing/error-of.ts";
import { expectSame } from "../testing/expect-same.ts";
import { implementations } from "../testing/implementations.ts";
import { seededPicture } from "../testing/seeded-picture.ts";
import { floatBelow } from "./float-below.ts";
import { connectedComponents, planConnectedComponents } from "./index.ts";

const everywhere = ["reference", ...implementations] as const;
const bytes = (data: ArrayLike<number>, width: number, height: number) =>
	new Tensor("uint8", Uint8Array.from(data), [height, width]);

/** By cv2.connectedComponentsWithStatsWithAlgorithm (5.0.0, CCL_SAUF) of the pixels of `seededPicture(7, 31, 12)` from 150 on. */
const opencv = {
	4: [
		".111.2...33...444..5...66..7...",
		"..11.22.8...9..44.a...66.....bb",
		"..11..22..cc.d..44...66..e....b",
		".11.......ccc.f..44.g.6.ee..bbb",
		"h.1.i.jjj......k...l......m...b",
		"h..n.o.j.p...q..r.ll...ss.....b",
		".t.n..u..p.....rr..l...s...vvv.",
		"..w.uuu.x..y..rr...lll.s.z..v.A",
		"BB.....xx..y.rr.CC.......z.vvv.",
		"BB.D...x.....r.E...F...GG....vv",
		"BBB.HH..II.......J..K..GG.LL...",
		"BB...HH...M....NN.O....GG...PP.",
	],
	8: [
		".111.2...22...333..3...33..4...",
		"..11.22.2...5..33.3...33.....66",
		"..11..22..55.5..33...33..7....6",
		".11.......555.5..33.3.3.77..666",
		"1.1.1.111......5...3......7...6",
		"1..1.1.1.1...8..5.33...99.....6",
		".1.1..1..1.....55..3...9...666.",
		"..1.111.1..a..55...333.9.b..6.6",
		"11.....11..a.55.55.......b.666.",
		"11.1...1.....5.5...c...bb....66",
		"111.11..11.......d..c..bb.ee...",
		"11...11...1....dd.d....bb...ee.",
	],
};
const digits = ".123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

test.each(everywhere)("%s gives OpenCV's labels, areas, boxes and centroids", (implementation) => {
	const { data } = seededPicture(7, 31, 12, "gray");
	const map = bytes(
		data.map((level) => (level >= 150 ? level : 0)),
		31,
		12,
	);
	for (const connectivity of [4, 8] as const) {
		const { labels, components } = connectedComponents(map, { connectivity, implementation });
		const text = Array.from(labels.data, (label) => digits[label]).join("");
		expect(text.match(/.{31}/g)).toEqual(opencv[connectivity]);
		expect(components).toHaveLength(connectivity === 4 ? 51 : 14);
		const first = { label: 1, area: 10, box: [1, 0, 4, 5], centroid: [2.1, 1.6] };
		const joined = { label: 1, area: 49, box: [0, 0, 11, 12], centroid: [3.9183673469387754, 6.387755102040816] };
		expect(components[0]).toEqual(connectivity === 4 ? first : joined);
	}
});

const map = fc
	.tuple(
		fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constantFrom(63, 64, 65, 128, 200)),
		fc.integer({ min: 1, max: 9 }),
	)
	.chain(([width, height]) =>
		fc.record({
			width: fc.constant(width),
			height: fc.constant(height),
			values: fc.array(fc.constantFrom(0, 0, 1), { minLength: width * height, maxLength: width * height }),
			connectivity: fc.constantFrom(4 as const, 8 as const),
		}),
	);

test("regions are those of a flood fill, in the order of their first pixels", () => {
	fc.assert(
		fc.property(map, ({ width, height, values, connectivity }) => {
			const found = connectedComponents(bytes(values, width, height), { connectivity, implementation: "reference" });
			const { labels, pixels } = flooded(values, width, height, connectivity);
			expectSame(found.labels.data, labels);
			expect(found.components.map(({ area }) => area)).toEqual(pixels.map((list) => list.length));
			for (const [i, { box, centroid, label }] of found.components.entries()) {
				const xs = (pixels[i] as number[]).map((p) => p % width);
				const ys = (pixels[i] as number[]).map((p) => Math.floor(p / width));
				expect(label).toBe(i + 1);
				expect(box).toEqual([Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1]);
				expect(centroid[0]).toBeCloseTo(xs.reduce((a, b) => a + b) / xs.length, 9);
				expect(centroid[1]).toBeCloseTo(ys.reduce((a, b) => a + b) / ys.length, 9);
			}
		}),
		{ numRuns: 300 },
	);
});

test.each(implementations)("%s gives the reference's labels and numbers, for every element type", (implementation) => {
	const level = fc.constantFrom(0, -0, 0.25, 0.3, Math.fround(0.3), 1, -1, Number.NaN, Number.POSITIVE_INFINITY);
	fc.assert(
		fc.property(map, fc.array(level, { minLength: 2, maxLength: 2 }), (given, levels) => {
			const { width, height, values, connectivity } = given;
			const numbers = values.map((value) => levels[value] as number);
			const shape = [1, 1, height, width];
			for (const tensor of [
				new Tensor(
					"uint8",
					Uint8Array.from(values, (value) => value * 255),
					shape,
				),
				new Tensor("bool", Uint8Array.from(values), shape),
				new Tensor("float32", Float32Array.from(numbers), shape),
				new Tensor("float16", Uint16Array.from(numbers, numberToHalf), shape),
				new Tensor("float64", Float64Array.from(numbers), shape),
			]) {
				const options = { connectivity, threshold: 0.3 };
				const expected = connectedComponents(tensor, { ...options, implementation: "reference" });
				const actual = connectedComponents(tensor, { ...options, implementation });
				expectSame(actual.labels.data, expected.labels.data);
				expect(actual.components).toEqual(expected.components);
			}
		}),
		{ numRuns: 200 },
	);
});

test.each(implementations)("%s finds more regions than it has room for at first", (implementation) => {
	const [width, height] = [90, 60];
	const checkers = Uint8Array.from({ length: width * height }, (_, i) => ((i % width) + Math.floor(i / width)) % 2);
	const plan = planConnectedComponents({ shape: [height, width], connectivity: 4, implementation });
	expect(plan.run(bytes(checkers, width, height)).components).toHaveLength(2700);
	expect(plan.run(bytes(new Uint8Array(5400), width, height)).components).toEqual([]);
	expect(plan.run(bytes(new Uint8Array(5400).fill(1), width, height)).components).toMatchObject([{ area: 5400 }]);
});

test("a float32 is above a number where it is above the float32 below that", () => {
	const value = fc.oneof(
		fc.double({ noNaN: true }),
		fc.float({ noNaN: true }),
		fc.constantFrom(1e-60, -1e-60, 1e39, -1e39),
	);
	fc.assert(
		fc.property(value, fc.float(), (value, float) => {
			const below = floatBelow(value);
			expect(Math.fround(below)).toBe(below);
			for (const x of [float, Math.fround(value), below]) expect(x > below).toBe(x > value);
		}),
	);
});

test("writes labels into the output that it is given", () => {
	const output = new Tensor("int32", new Int32Array(4).fill(9), [2, 2]);
	expect(connectedComponents(bytes([1, 0, 0, 1], 2, 2), { connectivity: 4 }, output).labels).toBe(output);
	expect([...output.data]).toEqual([1, 0, 0, 2]);
});

test("rejects batches, other dtypes, options and outputs with INVALID_ARGUMENT", () => {
	const one = bytes([1], 1, 1);
	expect(errorOf(() => connectedComponents(new Tensor("uint8", new Uint8Array(2), [2, 1, 1])))).toBe(
		"INVALID_ARGUMENT: Expected a shape [height,width] or [1,1,height,width] but received [2,1,1].",
	);
	expect(errorOf(() => connectedComponents(new Tensor("uint8", new Uint8Array(0), [0, 1])))).toContain("`height`");
	expect(errorOf(() => connectedComponents(new Tensor("int32", new Int32Array(1), [1, 1])))).toContain(
		"floating point",
	);
	expect(errorOf(() => connectedComponents(one, { connectivity: 6 as never }))).toContain("`connectivity`");
	expect(errorOf(() => connectedComponents(one, { threshold: Number.NaN }))).toContain("`threshold`");
	expect(errorOf(() => connectedComponents(one, { ways: 4 } as never))).toContain("`ways`");
	expect(errorOf(() => connectedComponents(one, {}, bytes([1], 1, 1)))).toContain("int32 [1,1] as output");
	expect(errorOf(() => planConnectedComponents({ shape: [2 ** 15, 2 ** 14] }))).toContain("2^29");
	expect(errorOf(() => planConnectedComponents({ shape: [1, 2] }).run(one))).toContain("as planned");
});

function flooded(values: readonly number[], width: number, height: number, connectivity: 4 | 8) {
	const labels = new Int32Array(values.length);
	const pixels: number[][] = [];
	for (let start = 0; start < values.length; start++) {
		if (!values[start] || labels[start]) continue;
		const queue = [start];
		labels[start] = pixels.push(queue);
		for (const pixel of queue) {
			const [x, y] = [pixel % width, Math.floor(pixel / width)];
			for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++)
				for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
					const next = v * width + u;
					if (!values[next] || labels[next] || (connectivity === 4 && u !== x && v !== y)) continue;
					labels[next] = pixels.length;
					queue.push(next);
				}
		}
	}
	return { labels, pixels };
}

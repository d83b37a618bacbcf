import { expect, test } from "vitest";
import { buildModel, type NodeSpec } from "../build-model.ts";
import { expectSameOutputs, float32 } from "../testing/float16-runs.ts";

const scalar = (number: number) => ({ dtype: "float32", data: Float32Array.of(number), shape: [] }) as const;
const last = { dtype: "int64", data: BigInt64Array.of(-1n), shape: [1] } as const;

/** Compares a chain of `Operator input input > output` with its rewriting, which rounds each of its numbers. */
async function compare(chain: string, numbers: readonly number[], constants: Readonly<Record<string, number>> = {}) {
	const nodes = chain.split("; ").map((text): NodeSpec => {
		const [operator = "", ...words] = text.split(" ");
		return { operator, inputs: words.slice(0, -2), outputs: words.slice(-1) };
	});
	const scalars = Object.entries(constants).map(([name, number]) => [name, scalar(number)] as const);
	const model = buildModel({
		opset: 18,
		inputs: [{ name: "x", dtype: "float32" }],
		outputs: [{ name: "y", dtype: "float32" }],
		nodes,
		weights: { last, ...Object.fromEntries(scalars) },
	});
	return expectSameOutputs(model, { x: float32(numbers, [1, numbers.length]) });
}

const large = [900, -700, 650, -810, 333, 20];
const mean = "ReduceMean x last > m; Sub x m > d";

test.each([
	["a power", "Pow d two > q"],
	["a product", "Mul d d > q"],
])("layer normalisation spelled out, squaring by %s, of large numbers", async (_, square) => {
	const chain = `${mean}; ${square}; ReduceMean q last > v; Add v eps > e; Sqrt e > s; Div d s > y`;
	await compare(chain, large, { two: 2, eps: 1e-5 });
});

test("normalisation by the reciprocal of a root, of large numbers and of none but zeros", async () => {
	const chain = "Mul x x > q; ReduceMean q last > v; Add v eps > e; Sqrt e > s; Reciprocal s > r; Mul x r > y";
	await compare(chain, large, { eps: 1e-12 });
	await compare(chain, [0, 0, 0, 0], { eps: 1e-12 });
});

test("a share of a sum, of zeros too", async () => {
	const chain = "Abs x > a; ReduceSum a last > s; Add s eps > e; Div x e > y";
	await compare(chain, [0, 0, 0], { eps: 1e-10 });
	await compare(chain, [1e-3, 3e-3, -2e-3], { eps: 1e-10 });
	await compare(chain, [30_000, 50_000, -40_000], { eps: 1e-10 });
});

test("scalar products", async () => {
	const { kept } = await compare("Mul x x > p; ReduceSum p last > s; Sqrt s > y", large);
	expect(kept).toEqual([
		{ operator: "Mul", reason: "range", count: 1 },
		{ operator: "ReduceSum", reason: "asked", count: 1 },
		{ operator: "Sqrt", reason: "lineage", count: 1 },
	]);
});

test.each([
	["softplus", "Exp x > e; Add one e > f; Log f > y", [20, -3, 0.5, 40]],
	["the logarithm of a sum of powers", "Exp x > e; ReduceSum e last > s; Log s > y", [12, 13, 12.5]],
	["the logarithm of shares", "Softmax x > s; Log s > y", [0, 30, 12]],
	["the logarithm of odds", "Sigmoid x > s; Log s > y", [0, -30, 5]],
	["a spectrum in decibels", "Max x floor > c; Log c > l; Mul l ten > y", [0, 3, 1e-9, 0.5]],
])("%s", async (_, chain, numbers) => {
	await compare(chain, numbers, { one: 1, floor: 1e-10, ten: 10 / Math.LN10 });
});

test("what is no sum stays in float16", async () => {
	const { kept, convertedNodes } = await compare("Mul x x > p; Exp p > e; Neg e > n; Relu n > y", [1, 2, -1]);
	expect([kept, convertedNodes]).toEqual([[], 4]);
	const gate = await compare("ReduceMean x last > m; Sigmoid m > s; Mul x s > y", [1, 2, -1]);
	expect(gate.convertedNodes).toBe(2);
});

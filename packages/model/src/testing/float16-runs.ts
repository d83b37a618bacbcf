import { isDeepStrictEqual } from "node:util";
import { halfToNumber } from "@polyinfer/core";
import { expect } from "vitest";
import type { Float16Options } from "../float16/options.ts";
import { roundFloat16 } from "../float16/round-float16.ts";
import { type Float16Model, toFloat16 } from "../float16/to-float16.ts";
import type { Graph, Model } from "../graph.ts";
import { readOnnx } from "../onnx/read-onnx.ts";
import { writeOnnx } from "../onnx/write-onnx.ts";
import { ort } from "./onnxruntime.ts";

type Feeds = Readonly<Record<string, import("onnxruntime-node").Tensor>>;

/** A float32 feed. */
export function float32(numbers: readonly number[], shape: readonly number[]): Feeds[string] {
	return new ort.Tensor("float32", Float32Array.from(numbers), shape);
}

/** An int64 feed. */
export function int64(numbers: readonly number[], shape: readonly number[]): Feeds[string] {
	return new ort.Tensor("int64", BigInt64Array.from(numbers, BigInt), shape);
}

/** Rewrites a model, checks the new one with the reader, and that rewriting it again changes nothing. */
export function rewritten(model: Model, options: Float16Options = {}): Float16Model {
	const result = toFloat16(model, options);
	readOnnx(writeOnnx(result.model));
	expect(isDeepStrictEqual(toFloat16(result.model, options).model, result.model)).toBe(true);
	return result;
}

/** Outputs of a model as ONNX Runtime computes them, unoptimised, as numbers. */
export async function outputsOf(model: Model, feeds: Feeds): Promise<Record<string, number[]>> {
	const session = await ort.InferenceSession.create(writeOnnx(model), {
		graphOptimizationLevel: "disabled",
		logSeverityLevel: 4,
	});
	try {
		const results = await session.run(feeds);
		return Object.fromEntries(
			Object.entries(results).map(([name, { type, data }]) => [
				name,
				Array.from(data as never, type === "float16" && data instanceof Uint16Array ? halfToNumber : Number),
			]),
		);
	} finally {
		await session.release();
	}
}

/** Runs a model and its rewriting, as the engine does and rounding each number: outputs must agree within `share` of the largest number. */
export async function expectSameOutputs(
	model: Model,
	feeds: Feeds,
	{ share = 2e-3, ...options }: Float16Options & { readonly share?: number } = {},
): Promise<Float16Model> {
	const result = rewritten(model, options);
	const expected = await outputsOf(model, feeds);
	for (const made of [result.model, roundFloat16(result.model)]) {
		const actual = await outputsOf(made, feeds);
		for (const [name, numbers] of Object.entries(expected)) {
			const range = Math.max(0.01, ...numbers.map(Math.abs).filter(Number.isFinite));
			for (const [i, number] of numbers.entries()) {
				const came = actual[name]?.[i] as number;
				if (came !== number) expect(Math.abs(came - number), `${name}[${i}]`).toBeLessThanOrEqual(share * range);
			}
		}
	}
	return result;
}

/** Nodes as `Operator(inputs) > outputs`. */
export function nodesOf({ nodes }: Graph): string[] {
	return nodes.map(({ operator, inputs, outputs }) => `${operator}(${inputs}) > ${outputs}`);
}

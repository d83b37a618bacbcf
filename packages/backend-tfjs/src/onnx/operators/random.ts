import { type DType, dtypeOfNumber } from "@polyinfer/core";
import { intOf, type Node } from "@polyinfer/model";
import type { Call } from "../call.ts";
import { roundTo } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import type { Operator, Operators } from "../operator.ts";
import { randomNumbers } from "../pattern/random-numbers.ts";
import { checkSize } from "../sizes.ts";

const typeIn = (node: Node): DType | undefined => dtypeOfNumber(intOf(node, "dtype", 0));

/** Numbers drawn in each run; a `seed` gives the same ones each time. */
export const randoms: Operators = {
	Bernoulli: {
		random: true,
		gives: ([x], node) => [typeIn(node) ?? x],
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			const next = source(call);
			return call.fill(typeIn(call.node) ?? dtype, shape, data.length, (i) => Number(next() < Number(data[i])));
		},
	},
	RandomUniform: drawing(uniform, "shape"),
	RandomUniformLike: drawing(uniform, "input"),
	RandomNormal: drawing(normal, "shape"),
	RandomNormalLike: drawing(normal, "input"),
};

type Draw = (call: Call, next: () => number) => number;

function uniform(call: Call, next: () => number): number {
	const low = call.float("low", 0);
	return low + (call.float("high", 1) - low) * next();
}

/** By Box and Muller. */
function normal(call: Call, next: () => number): number {
	const radius = Math.sqrt(-2 * Math.log(1 - next()));
	return call.float("mean", 0) + call.float("scale", 1) * radius * Math.cos(2 * Math.PI * next());
}

function drawing(draw: Draw, from: "shape" | "input"): Operator {
	return {
		random: true,
		gives: ([x], node) => [typeIn(node) ?? x ?? "float32"],
		host: (call) => {
			const shape = checkSize(from === "shape" ? call.ints("shape", []) : call.input(0).shape);
			const dtype = typeIn(call.node) ?? (from === "shape" ? "float32" : call.input(0).dtype);
			const next = source(call);
			return call.fill(dtype, shape, product(shape), () => roundTo(dtype, draw(call, next)));
		},
	};
}

function source(call: Call): () => number {
	return call.node.attributes.has("seed") ? randomNumbers(call.float("seed", 0)) : Math.random;
}

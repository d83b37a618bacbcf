import { Tensor } from "polyinfer";
import type { EngineNet, NetInput } from "./nets.ts";

/** The same feeds in every process. */
export function feedsOf({ inputs }: EngineNet): Record<string, Tensor> {
	return Object.fromEntries(inputs.map((input, i) => [input.name, tensorOf(input, i + 1)]));
}

function tensorOf({ dtype, shape, value }: NetInput, seed: number): Tensor {
	const size = shape.reduce((product, axis) => product * axis, 1);
	if (dtype === "int64") return new Tensor("int64", new BigInt64Array(size).fill(BigInt(value ?? 0)), shape);
	const data = new Float32Array(size);
	let state = seed;
	for (let i = 0; i < size; i++) {
		// Lehmer's generator, 48271 modulo 2^31 - 1.
		state = (state * 48271) % 0x7fffffff;
		data[i] = value ?? (state / 0x7fffffff) * 2 - 1;
	}
	return new Tensor("float32", data, shape);
}

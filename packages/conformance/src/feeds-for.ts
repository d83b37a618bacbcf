import { elementCount, Tensor } from "@polyinfer/core";
import type { Net } from "./net.ts";
import { encode, floats } from "./values.ts";

/** Feeds for every input of `net`, the same for the same `seed`. Free axes get the size `free`. */
export function feedsFor(net: Net, seed = 1, free = 3): Record<string, Tensor> {
	return Object.fromEntries(
		net.inputs.map(({ name, dtype, shape }, i) => {
			const sizes = shape.map((dim) => (typeof dim === "number" ? dim : free));
			const numbers = floats(elementCount(sizes), seed * 31 + i);
			const values = dtype.includes("float") ? numbers : Array.from(numbers, (x) => Math.abs(Math.round(x * 100)));
			return [name, new Tensor(dtype, encode(dtype, values), sizes)];
		}),
	);
}

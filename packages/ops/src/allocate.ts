import { InferenceError } from "@polyinfer/core";

/** What `make` makes. Throws OUT_OF_MEMORY where a typed array of that length cannot be had. */
export function allocate<A>(make: () => A): A {
	try {
		return make();
	} catch (cause) {
		throw new InferenceError("OUT_OF_MEMORY", "There is no memory for the output.", { cause });
	}
}

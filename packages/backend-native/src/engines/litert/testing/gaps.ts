import type { Gap } from "@polyinfer/conformance";

/** Function cases of the kit that LiteRT rejects with UNSUPPORTED. */
export const litertGaps: readonly Gap[] = [
	{ reason: "LiteRT's CAST has no uint64", cases: ["uint64 is cast from and to float32"] },
	{
		reason: "LiteRT takes no memory of no bytes",
		cases: ["an empty tensor goes in and out", "a free axis may be empty"],
	},
	{
		reason: "LiteRT wants the memory of every output before the run",
		cases: ["an output's size may depend on the data"],
	},
];

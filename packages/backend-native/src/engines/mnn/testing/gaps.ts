import type { Gap } from "@polyinfer/conformance";

/** Function cases of the kit that MNN rejects with UNSUPPORTED. */
export const mnnGaps: readonly Gap[] = [
	{ reason: "MNN has no strings", cases: ["string passes bit for bit", "a string may hold NUL"] },
	{
		reason: "integers are 32 bits inside MNN: values beyond them are refused",
		cases: ["int64 passes bit for bit", "uint64 passes bit for bit", "uint32 passes bit for bit"],
	},
	{
		reason: "float64 is float32 inside MNN, which is not exact",
		cases: ["float64 passes bit for bit", "float64 is cast from and to float32"],
	},
	{ reason: "MNN casts nothing to bfloat16", cases: ["bfloat16 is cast from and to float32"] },
	{ reason: "MNN's converter crashes on a cast to uint8", cases: ["uint8 is cast from and to float32"] },
	{ reason: "MNN takes no empty tensor", cases: ["an empty tensor goes in and out", "a free axis may be empty"] },
	{
		reason: "MNN's sessions want shapes that do not depend on values",
		cases: ["an output's size may depend on the data"],
	},
];

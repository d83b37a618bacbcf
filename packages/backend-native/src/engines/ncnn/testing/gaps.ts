import type { Gap } from "@polyinfer/conformance";

/** Function cases that ncnn does not do. */
export const ncnnGaps: readonly Gap[] = [
	{
		reason: "strings are not handed over",
		cases: ["string passes bit for bit", "a string may hold NUL"],
	},
	{
		reason: "ncnn computes in float32: truth is no number of it, and float64 does not fit",
		cases: ["bool is cast from and to float32", "float64 is cast from and to float32"],
	},
	{ reason: "ncnn takes no empty tensor", cases: ["a free axis may be empty"] },
	{ reason: "ncnn has no layer NonZero", cases: ["an output's size may depend on the data"] },
];

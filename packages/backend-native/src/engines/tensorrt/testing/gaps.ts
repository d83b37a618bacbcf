import type { Gap } from "@polyinfer/conformance";

/** Function cases that TensorRT does not do. */
export const tensorrtGaps: readonly Gap[] = [
	{
		reason: "strings are not handed over",
		cases: ["string passes bit for bit", "a string may hold NUL"],
	},
	{
		reason: "TensorRT has no such integers",
		cases: [
			"uint16 passes bit for bit",
			"int16 passes bit for bit",
			"uint32 passes bit for bit",
			"uint64 passes bit for bit",
			"uint16 is cast from and to float32",
			"int16 is cast from and to float32",
			"uint32 is cast from and to float32",
			"uint64 is cast from and to float32",
		],
	},
	{
		reason: "float64 is computed in float32, which is refused",
		cases: ["float64 passes bit for bit", "float64 is cast from and to float32"],
	},
];

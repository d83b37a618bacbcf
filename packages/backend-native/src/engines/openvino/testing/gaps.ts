import type { Gap } from "@polyinfer/conformance";

/** Function cases that OpenVINO's processor code does not do. */
export const openvinoGaps: readonly Gap[] = [
	{
		reason: "strings are not handed over",
		cases: ["string passes bit for bit", "a string may hold NUL"],
	},
	{
		reason: "integers are computed in 32 bits: values beyond them are refused",
		cases: ["int64 passes bit for bit", "uint64 passes bit for bit", "uint32 passes bit for bit"],
	},
	{
		reason: "float64 is computed in float32, which is refused unless asked for",
		cases: ["float64 passes bit for bit", "float64 is cast from and to float32"],
	},
];

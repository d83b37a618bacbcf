import type { Gap } from "@polyinfer/conformance";

/** Function cases that OpenVINO's processor code does not do. */
export const openvinoGaps: readonly Gap[] = [
	{
		reason: "strings are not handed over",
		cases: ["string passes bit for bit", "a string may hold NUL"],
	},
];

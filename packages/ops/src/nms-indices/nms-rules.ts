import { checkInteger, checkNumber, checkWord, unexpected } from "../arguments.ts";
import { float32From } from "./float32-from.ts";

/** What makes a box suppress another, and how many are kept: options of every op that ends in non-maximum suppression. */
export interface NmsRules {
	/** Intersection over union from which on two boxes are of one thing. Default: 0.5. */
	readonly iouThreshold?: number;
	/** Whether an overlap of just the threshold is enough (`">="`) or not (`">"`). Default: `">"`. */
	readonly compare?: ">" | ">=";
	/** False lets boxes of different classes suppress one another. Default: true. */
	readonly perClass?: boolean;
	/** The search ends when so many boxes are kept. Default: no end. */
	readonly maxDetections?: number;
	/** At most so many boxes of one class are kept; of all where `perClass` is false. Default: no limit. */
	readonly maxPerClass?: number;
	/** Only so many with the highest scores are looked at. Default: all. */
	readonly maxCandidates?: number;
}

/** Names of all {@link NmsRules}. */
export const NMS_RULES: readonly string[] = [
	"iouThreshold",
	"compare",
	"perClass",
	"maxDetections",
	"maxPerClass",
	"maxCandidates",
];

/** {@link NmsRules}, checked. */
export interface CheckedRules {
	readonly perClass: boolean;
	readonly maxDetections: number;
	readonly maxPerClass: number;
	readonly maxCandidates: number;
	readonly overlap: OverlapRule;
}

/** Which overlaps are too much. */
export interface OverlapRule {
	readonly arithmetic: "torchvision" | "opencv";
	/** The smallest float32 that is too much. */
	readonly least: number;
	/** Boxes with `shared < low * whole - slack`, all of it float32, do not overlap too much: quick to find out. */
	readonly low: number;
	readonly slack: number;
}

const UNLIMITED = 2 ** 31 - 1;

/** Throws INVALID_ARGUMENT. */
export function checkRules(rules: NmsRules, arithmetic: OverlapRule["arithmetic"] = "torchvision"): CheckedRules {
	const { iouThreshold = 0.5, compare = ">", perClass = true } = rules;
	const { maxDetections = UNLIMITED, maxPerClass = UNLIMITED, maxCandidates = UNLIMITED } = rules;
	checkNumber("iouThreshold", iouThreshold, 0, 1);
	checkWord("compare", compare, [">", ">="]);
	if (typeof perClass !== "boolean") throw unexpected("true or false for `perClass`", perClass);
	checkInteger("maxDetections", maxDetections, 0, UNLIMITED);
	checkInteger("maxPerClass", maxPerClass, 0, UNLIMITED);
	checkInteger("maxCandidates", maxCandidates, 0, UNLIMITED);
	const opencv = arithmetic === "opencv";
	const overlap = {
		arithmetic,
		// OpenCV has its threshold as a float32, torchvision as a float64.
		least: float32From(opencv ? Math.fround(iouThreshold) : iouThreshold, compare),
		// Above what rounding can do to the two sides, and that OpenCV takes boxes of next to no area for the same.
		low: iouThreshold < 1e-6 ? 0 : Math.fround(iouThreshold * (1 - 2 ** -18)),
		slack: opencv ? 1e-15 : 0,
	};
	return { perClass, maxDetections, maxPerClass, maxCandidates, overlap };
}

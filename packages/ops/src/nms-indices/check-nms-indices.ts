import { checkKeys, checkNumber, checkWord } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { float32From } from "./float32-from.ts";
import { type CheckedRules, checkRules, NMS_RULES, type NmsRules } from "./nms-rules.ts";

/** Options of `nmsIndices`. */
export interface NmsIndicesOptions extends NmsRules, RunsOn {
	/** Boxes count whose score is above it, as a float32. Default: all whose score is no NaN. */
	readonly scoreThreshold?: number;
	/**
	 * Whose index list comes out where an overlap is within rounding of the threshold, and for boxes of no area: that of
	 * torchvision's `nms` for the CPU in float32, or that of OpenCV's `NMSBoxes` for `Rect2d`. Default: `"torchvision"`.
	 */
	readonly arithmetic?: "torchvision" | "opencv";
}

/** The options' rules, and the smallest float32 that is score enough. Throws INVALID_ARGUMENT. */
export function checkNmsIndices(options: NmsIndicesOptions): { readonly rules: CheckedRules; readonly from: number } {
	checkKeys("nmsIndices", options, [...NMS_RULES, "scoreThreshold", "arithmetic", ...RUNS_ON_OPTIONS]);
	const { scoreThreshold, arithmetic = "torchvision" } = options;
	checkWord("arithmetic", arithmetic, ["torchvision", "opencv"]);
	const rules = checkRules(options, arithmetic);
	if (scoreThreshold !== undefined) checkNumber("scoreThreshold", scoreThreshold, -Number.MAX_VALUE, Number.MAX_VALUE);
	const from = scoreThreshold === undefined ? Number.NEGATIVE_INFINITY : float32From(Math.fround(scoreThreshold), ">");
	return { rules, from };
}

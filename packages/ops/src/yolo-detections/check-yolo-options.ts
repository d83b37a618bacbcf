import { checkInteger, checkKeys, checkNumber, checkWord, unexpected } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { float32From } from "../nms-indices/float32-from.ts";
import { checkRules, NMS_RULES, type NmsRules } from "../nms-indices/nms-rules.ts";
import { YOLO_HEAD_OPTIONS, type YoloHead, type YoloHeadOptions, yoloHead } from "./yolo-head.ts";
import type { YoloRules } from "./yolo-rules.ts";

/** Options of `yoloDetections`. */
export interface YoloDetectionsOptions extends YoloHeadOptions, NmsRules, RunsOn {
	/** Detections count whose score is above it, as a float32: 0 to 1. Default: 0.25. */
	readonly scoreThreshold?: number;
	/** True detects every class of an anchor that has score enough, false the best one. Default: false. */
	readonly multiLabel?: boolean;
	/** Classes that are wanted; an anchor whose best class is another is none. Default: all. */
	readonly onlyClasses?: readonly number[];
	/** Default: 300. */
	readonly maxDetections?: number;
	/** Default: 30000. */
	readonly maxCandidates?: number;
}

/** Options of `planYoloDetections`. */
export interface YoloDetectionsPlanOptions extends YoloDetectionsOptions {
	readonly shape: readonly number[];
	/** Default: `"float32"`. */
	readonly dtype?: "float32" | "float16";
}

/** {@link YoloDetectionsPlanOptions}, checked. */
export interface CheckedYoloOptions {
	readonly shape: readonly number[];
	readonly dtype: "float32" | "float16";
	readonly head: YoloHead;
	readonly rules: YoloRules;
	/** The most detections. */
	readonly most: number;
}

const known = [...YOLO_HEAD_OPTIONS, ...NMS_RULES, "scoreThreshold", "multiLabel", "onlyClasses", ...RUNS_ON_OPTIONS];

/** Throws INVALID_ARGUMENT. */
export function checkYoloOptions(options: YoloDetectionsPlanOptions): CheckedYoloOptions {
	checkKeys("yoloDetections", options, [...known, "shape", "dtype"]);
	const { shape, dtype = "float32" } = options;
	checkWord("dtype", dtype, ["float32", "float16"]);
	const head = yoloHead(options, shape);
	const rules = checkYoloRules(options);
	const most = Math.min(rules.maxDetections, rules.maxCandidates, head.anchors * head.classCount);
	return { shape, dtype, head, rules, most };
}

function checkYoloRules(options: YoloDetectionsOptions): YoloRules {
	const { scoreThreshold = 0.25, multiLabel = false, onlyClasses, classCount } = options;
	checkNumber("scoreThreshold", scoreThreshold, 0, 1);
	if (typeof multiLabel !== "boolean") throw unexpected("true or false for `multiLabel`", multiLabel);
	const allowed = new Uint8Array(classCount).fill(onlyClasses === undefined ? 1 : 0);
	if (onlyClasses !== undefined && !Array.isArray(onlyClasses))
		throw unexpected("an array of classes for `onlyClasses`", onlyClasses);
	for (const label of onlyClasses ?? []) {
		checkInteger("onlyClasses", label, 0, classCount - 1);
		allowed[label] = 1;
	}
	const { maxDetections = 300, maxCandidates = 30000 } = options;
	return {
		...checkRules({ ...options, maxDetections, maxCandidates }),
		from: float32From(Math.fround(scoreThreshold), ">"),
		isMultiLabel: multiLabel,
		allowed,
	};
}

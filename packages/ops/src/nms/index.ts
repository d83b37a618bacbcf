import { checkKeys, checkNumber, checkWord, mismatch, unexpected } from "../arguments.ts";
import type { Detection } from "../detection/detection.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { nmsReference } from "./reference.ts";

/** Options of {@link nms}. */
export interface NmsOptions {
	/** `"greedy"` keeps the best of those that overlap, `"weighted"` their mean, which is steadier in videos. Default: `"greedy"`. */
	readonly method?: "greedy" | "weighted";
	/** Intersection over union from which on two boxes are of one thing. Default: 0.5. */
	readonly iouThreshold?: number;
	/** Whether an overlap of just the threshold is enough (`">="`) or not (`">"`). Default: `">"`. */
	readonly compare?: ">" | ">=";
	/** False lets boxes of different classes suppress one another. Default: true. */
	readonly perClass?: boolean;
}

/** A prepared {@link nms}. */
export type NmsPlan = OpPlan<readonly Detection[], Detection[], never>;

/** Prepares {@link nms}. Throws INVALID_ARGUMENT. */
export function planNms(options: NmsOptions = {}): NmsPlan {
	checkKeys("nms", options, ["method", "iouThreshold", "compare", "perClass"]);
	const { method = "greedy", iouThreshold = 0.5, compare = ">", perClass = true } = options;
	checkWord("method", method, ["greedy", "weighted"]);
	checkNumber("iouThreshold", iouThreshold, 0, 1);
	checkWord("compare", compare, [">", ">="]);
	if (typeof perClass !== "boolean") throw unexpected("true or false for `perClass`", perClass);
	return {
		run(detections) {
			if (!Array.isArray(detections)) throw unexpected("an array of detections", detections);
			const points = detections[0]?.keypoints.length;
			for (const { box, keypoints } of detections as readonly Detection[]) {
				if (!box.every(Number.isFinite)) throw unexpected("boxes of finite numbers", box);
				if (keypoints.length !== points)
					throw mismatch(`${points} keypoints in each detection`, String(keypoints.length));
			}
			return nmsReference(detections, { method, iouThreshold, compare, perClass });
		},
	};
}

/**
 * One detection for each thing, by falling score: non-maximum suppression. The given ones stay as they are.
 * Throws INVALID_ARGUMENT. Source: Bazarevsky et al., "BlazeFace", 2019, section 3.4, for the weighted form.
 */
export function nms(detections: readonly Detection[], options?: NmsOptions): Detection[] {
	return planNms(options).run(detections);
}

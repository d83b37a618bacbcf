import { nmsIndices } from "@polyinfer/ops";
import { type SeededBoxes, seededBoxes } from "../../packages/ops/src/testing/seeded-boxes.ts";

/** How many boxes NMS is measured on. */
export const NMS_BOXES = 10_000;

/** Boxes, many of which overlap, with scores that all differ: what torchvision keeps of equal ones is not told. */
export function nmsBoxes(): SeededBoxes {
	const made = seededBoxes(7, NMS_BOXES, 100, 1000, 1);
	return { ...made, scores: made.scores.map((_, i) => (((i * 7919) % NMS_BOXES) + 1) / (NMS_BOXES + 1)) };
}

/** What has to be kept of them, best first. */
export const keptBoxes = ({ boxes, scores }: SeededBoxes): Int32Array =>
	nmsIndices(
		{ boxes, scores },
		{ iouThreshold: 0.5, arithmetic: "torchvision", maxDetections: NMS_BOXES, implementation: "reference" },
	);

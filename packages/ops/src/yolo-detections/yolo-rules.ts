import type { CheckedRules } from "../nms-indices/nms-rules.ts";

/** How detections come out of a head, checked. */
export interface YoloRules extends CheckedRules {
	/** The smallest float32 that is score enough. */
	readonly from: number;
	readonly isMultiLabel: boolean;
	/** 1 at classes that are wanted. */
	readonly allowed: Uint8Array;
}

/** Memory for detections: as many as there is room for in the shortest. */
export interface DetectionArrays {
	/** Left, top, right and bottom of each, in pixels of the model's picture. */
	readonly boxes: Float32Array;
	readonly scores: Float32Array;
	readonly classes: Int32Array;
	/** Index of the anchor that each comes from. */
	readonly anchors: Int32Array;
}

/** Writes what is found in the head that begins at element `offset` of `data`, and gives how many. */
export type FindDetections = (data: Float32Array | Uint16Array, offset: number, output: DetectionArrays) => number;

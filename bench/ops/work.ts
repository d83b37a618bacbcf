/** What all peers of a case compute: numbers and words only, for programs of any language. */
export type Work = Letterbox | Normalize | Nv12Letterbox | Argmax | Detect | Suppress | Pipeline | Anchors;

/** A picture of 8 bits a channel fitted into `size` x `size`, margins of 114, as RGB from 0 to 1 in NCHW. */
export interface Letterbox {
	readonly op: "letterbox";
	readonly width: number;
	readonly height: number;
	/** Bytes from one row to the next. */
	readonly stride: number;
	readonly format: "rgb" | "bgr";
	/** `area`: averages when shrinking, each library in its own way. */
	readonly filter: "bilinear" | "area";
	readonly size: number;
}

/** An RGB picture of its own size by ImageNet's mean and deviation, in NCHW. */
export interface Normalize {
	readonly op: "normalize";
	readonly width: number;
	readonly height: number;
}

/** The same as {@link Letterbox} of a frame in NV12, BT.601 in the narrow range. */
export interface Nv12Letterbox {
	readonly op: "nv12";
	readonly width: number;
	readonly height: number;
	readonly size: number;
}

/** For each pixel the plane that is largest there, the first of equals. */
export interface Argmax {
	readonly op: "argmax";
	readonly planes: number;
	readonly pixels: number;
}

/** What counts in a YOLO head, and what is kept. */
export interface Detections {
	readonly head: "yolov8" | "yolov5";
	readonly anchors: number;
	readonly classes: number;
	readonly confidence: number;
	readonly iou: number;
	/** 1: every class above the threshold counts, 0: the best of each anchor. */
	readonly multiLabel: 0 | 1;
	readonly keep: number;
}

/** Boxes of a head, and non-maximum suppression among those of one class. */
export interface Detect extends Detections {
	readonly op: "detect";
}

/** Non-maximum suppression of boxes that stand in the input: indices of those that are kept. */
export interface Suppress {
	readonly op: "nms";
	readonly iou: number;
	readonly perClass: 0 | 1;
	readonly keep: number;
}

/** A letterbox, and detections: what is done around a net. */
export interface Pipeline extends Detections {
	readonly op: "pipeline";
	readonly width: number;
	readonly height: number;
	readonly size: number;
}

/** What memory can do here. */
interface Anchors {
	readonly op: "anchors";
}

/** Everything that a process is told of its case, in the file `<case>.json`. */
export type Plan = Work & {
	/** Path of the input. */
	readonly input: string;
	/** Path of the head that the net would give, of a pipeline. */
	readonly netOutput: string;
	/** Copies of the input that take turns: 1, or so many that no cache holds them. */
	readonly frames: number;
	readonly threads: number;
	/** Least number of bytes that are read and written by any way to compute it. */
	readonly readBytes: number;
	readonly writeBytes: number;
	readonly minSamples: number;
	readonly sampleMs: number;
	readonly clock: "wall";
};

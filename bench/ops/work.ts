/** What all peers of a case compute: numbers and words only, for programs of any language. */
export type Work = Letterbox | Normalize | Nv12Letterbox | Argmax | Limit | Anchors;

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

/** Reads and writes so many bytes and computes nothing. */
interface Limit {
	readonly op: "limit";
}

/** What memory can do here. */
interface Anchors {
	readonly op: "anchors";
}

/** Everything that a process is told of its case, in the file `<case>.json`. */
export type Plan = Work & {
	/** Path of the input. */
	readonly input: string;
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

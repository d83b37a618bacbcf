import type { Case, Gate } from "../harness/suite.ts";

export const OWN = "polyinfer";
export const COPY = "copy";

/** A picture that lies on the GPU, and the tensor that is made of it, `batch` times. */
export interface PictureCase extends Case {
	readonly source: { readonly width: number; readonly height: number; readonly format: "rgb" };
	readonly to: { readonly width: number; readonly height: number };
	readonly batch: number;
	/** Bytes that must be read and written each time. */
	readonly bytes: number;
}

/** What a frame asks of the GPU, from its picture to detections. */
export interface CountCase extends Case {
	readonly counts: "dispatchesBefore" | "dispatchesAfter" | "submits" | "readBackBytes";
}

const timed = { unit: "ms", roundValue: "median", cores: 2, tolerance: "none", peers: [OWN, COPY] } as const;
const counted = { unit: "calls", roundValue: "max", cores: 1, tolerance: "none", peers: [OWN] } as const;

export const PICTURES: readonly PictureCase[] = [
	{
		...timed,
		id: "normalize-4k",
		title: "3840x2160 RGB to float32",
		source: { width: 3840, height: 2160, format: "rgb" },
		to: { width: 3840, height: 2160 },
		batch: 1,
		bytes: 3840 * 2160 * (3 + 12),
	},
	{
		...timed,
		id: "letterbox-batch",
		title: "eight pictures of 1366x768 RGB to 640x640 float32",
		source: { width: 1366, height: 768, format: "rgb" },
		to: { width: 640, height: 640 },
		batch: 8,
		bytes: 8 * (1366 * 768 * 3 + 640 * 640 * 12),
	},
];

export const COUNTS: readonly CountCase[] = [
	{ ...counted, id: "dispatches-before", title: "dispatches from picture to tensor", counts: "dispatchesBefore" },
	{
		...counted,
		id: "dispatches-after",
		title: "dispatches from a YOLO's head to detections",
		counts: "dispatchesAfter",
	},
	{ ...counted, id: "submits", title: "submits of a frame", counts: "submits" },
	{
		...counted,
		id: "read-back",
		title: "read back of a frame, 300 detections",
		unit: "bytes",
		counts: "readBackBytes",
	},
];

/** Gate G13. Bandwidth is asked of GPUs only: on a program that acts as one it is told. */
export function gatesOf(isSoftware: boolean): Gate[] {
	const goal = isSoftware ? "stretch" : "must";
	const mark = isSoftware ? " (software adapter)" : "";
	return [
		{ id: "one dispatch before the net", goal: "must", case: "dispatches-before", atMost: 1 },
		{ id: "at most five behind it", goal: "must", case: "dispatches-after", atMost: 5 },
		{ id: "one submit a frame", goal: "must", case: "submits", atMost: 1 },
		{ id: "only detections are read back", goal: "must", case: "read-back", atMost: 8192 },
		...PICTURES.map(
			({ id, title }): Gate => ({
				id: `share of the device's own copy: ${title}${mark}`,
				goal,
				case: id,
				peer: COPY,
				atLeast: 0.6,
			}),
		),
	];
}

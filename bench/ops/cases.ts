import { headCandidates } from "./inputs/candidates.ts";
import { YOLOV5, YOLOV8, yoloHead } from "./inputs/heads.ts";
import { nv12Frame, picture } from "./inputs/pictures.ts";
import { scorePlanes } from "./inputs/planes.ts";
import { type OpsCase, type OpsCaseSpec, opsCase } from "./ops-case.ts";
import {
	LIBYUV,
	MEMORY,
	ONNXRUNTIME,
	OPENCV,
	OPENCV_JS,
	OPENCV_PYTHON,
	OPENCV_REDUCE,
	OWN,
	PILLOW,
	PLAIN,
	SHARP,
	TFJS,
	TORCHVISION,
	TUNED,
	WASM,
} from "./peer-ids.ts";
import { RECORDED } from "./recorded-cases.ts";
import type { Letterbox } from "./work.ts";

/** Time of WebAssembly by the time of native code: as many times as long at most. */
const wasmMust = { [OWN]: 1 / 3.3 };
const wasmWish = { [OWN]: 1 / 2.5 };

const OTHER_FILTER: Readonly<Record<string, string>> = {
	[SHARP]: "averages when shrinking, in sharp's own way",
	[TFJS]: "bilinear in float32, unrounded",
	[PLAIN]: "bilinear in float64, rounded once",
};

type LetterboxSpec = Omit<OpsCaseSpec, "work" | "input" | "title"> & Partial<Letterbox> & { readonly name?: string };

/** Of a picture of this size, which may be a part of a wider one: then `stride` is that one's. */
function letterbox(width: number, height: number, spec: LetterboxSpec): OpsCase {
	const { name, size = 640, stride = width * 3, format = "rgb", filter = "bilinear", ...rest } = spec;
	const work: Letterbox = { op: "letterbox", width, height, stride, format, filter, size };
	const title = `${name ?? "letterbox"} ${width}x${height} to ${size}`;
	return opsCase({ otherwise: OTHER_FILTER, ...rest, title, work, input: picture(stride / 3, height) });
}

/** Bytes of a letterbox as float32. */
const tensorBytes = (size: number): number => size * size * 3 * 4;

const HD = { width: 1920, height: 1080 } as const;

/** Of three rows and columns one is read. */
const thirds = [1920 * 3 * 360, tensorBytes(640)] as const;

const LETTERBOXES: readonly OpsCase[] = [
	letterbox(HD.width, HD.height, {
		id: "letterbox-1080p",
		peers: [OWN, WASM, OPENCV, OPENCV_PYTHON, SHARP, OPENCV_JS, TFJS, PLAIN, TUNED, MEMORY],
		moves: thirds,
		must: { [OPENCV]: 6, [SHARP]: 30, [MEMORY]: 1 / 2.5 },
		wish: { [OPENCV]: 8 },
		wasmMust: { ...wasmMust, [OPENCV_JS]: 6, [TFJS]: 12 },
		wasmWish,
	}),
	letterbox(HD.width, HD.height, {
		id: "letterbox-1080p-2t",
		threads: 2,
		peers: [OWN, OPENCV, SHARP],
		must: { [OPENCV]: 10 },
		wish: { [OPENCV]: 16 },
	}),
	letterbox(HD.width, HD.height, {
		id: "letterbox-1080p-rotating",
		isRotating: true,
		peers: [OWN, WASM, OPENCV, MEMORY],
		moves: thirds,
	}),
	letterbox(1366, 768, {
		id: "letterbox-768p",
		peers: [OWN, WASM, OPENCV, OPENCV_PYTHON, TUNED, MEMORY],
		moves: [1366 * 3 * 720, tensorBytes(640)],
		must: { [OPENCV]: 2.8 },
		wish: { [OPENCV]: 4 },
		wasmMust,
		wasmWish,
	}),
	letterbox(1366, 768, {
		id: "letterbox-768p-2t",
		threads: 2,
		peers: [OWN, OPENCV],
		must: { [OPENCV]: 5 },
		wish: { [OPENCV]: 8 },
	}),
	letterbox(1366, 768, { id: "letterbox-768p-rotating", isRotating: true, peers: [OWN, OPENCV] }),
	letterbox(1600, 1200, {
		id: "letterbox-1200p",
		peers: [OWN, OPENCV],
		must: { [OPENCV]: 2.8 },
		wish: { [OPENCV]: 4 },
	}),
	letterbox(640, 480, {
		id: "letterbox-480p-up",
		size: 960,
		peers: [OWN, WASM, OPENCV],
		must: { [OPENCV]: 2.8 },
		wish: { [OPENCV]: 4 },
		wasmMust,
		wasmWish,
	}),
	letterbox(640, 480, {
		id: "letterbox-480p-up-2t",
		size: 960,
		threads: 2,
		peers: [OWN, OPENCV],
		must: { [OPENCV]: 5 },
		wish: { [OPENCV]: 8 },
	}),
	letterbox(1280, 720, { id: "letterbox-720p", peers: [OWN, OPENCV] }),
	letterbox(3840, 2160, { id: "letterbox-4k", peers: [OWN, OPENCV] }),
	letterbox(1919, 1079, { id: "letterbox-odd", size: 641, peers: [OWN, WASM, OPENCV] }),
	letterbox(HD.width, HD.height, {
		id: "letterbox-bgr-crop",
		name: "BGR cut out of 2048 columns, letterbox",
		stride: 2048 * 3,
		format: "bgr",
		peers: [OWN, WASM, OPENCV, OPENCV_PYTHON],
	}),
];

/** A grey level and a half apart at most: libraries round in their own way. */
const averaging = {
	name: "averaging letterbox",
	filter: "area",
	tolerance: 1.5 / 255,
	otherwise: { [OPENCV]: "averages areas, not under a triangle" },
} as const;

const AVERAGES: readonly OpsCase[] = [
	letterbox(HD.width, HD.height, {
		...averaging,
		id: "antialias-1080p",
		peers: [OWN, WASM, OPENCV, PILLOW, TORCHVISION, MEMORY],
		moves: [HD.width * HD.height * 3, tensorBytes(640)],
		must: { [OPENCV]: 3, [PILLOW]: 5 },
		wasmMust,
		wasmWish,
	}),
	letterbox(HD.width, HD.height, { ...averaging, id: "antialias-1080p-2t", threads: 2, peers: [OWN, OPENCV] }),
	letterbox(HD.width, HD.height, {
		...averaging,
		id: "antialias-1080p-rotating",
		isRotating: true,
		peers: [OWN, OPENCV],
	}),
];

const frame = {
	work: { op: "nv12", ...HD, size: 640 },
	input: nv12Frame(HD.width, HD.height),
	otherwise: {
		[OPENCV]: "converts colours first, then scales",
		[OPENCV_JS]: "converts colours first, then scales",
		[OPENCV_PYTHON]: "converts colours first, then scales",
		[LIBYUV]: "scales brightness and colour apart by points, 8 bits, no tensor",
	},
} as const;

const FRAMES: readonly OpsCase[] = [
	opsCase({
		...frame,
		id: "nv12-1080p",
		title: "NV12 1920x1080 to 640",
		peers: [OWN, WASM, OPENCV, OPENCV_PYTHON, LIBYUV, OPENCV_JS, MEMORY],
		moves: [(HD.width * HD.height * 3) / 2, tensorBytes(640)],
		must: { [OPENCV]: 8, [LIBYUV]: 1 / 1.5 },
		wish: { [LIBYUV]: 1 },
		wasmMust,
		wasmWish,
	}),
	opsCase({
		...frame,
		id: "nv12-1080p-rotating",
		title: "NV12 1920x1080 to 640",
		isRotating: true,
		peers: [OWN, OPENCV, LIBYUV],
	}),
	opsCase({ ...frame, id: "nv12-1080p-2t", title: "NV12 1920x1080 to 640", threads: 2, peers: [OWN, OPENCV] }),
];

const NORMALIZE = opsCase({
	id: "normalize-224",
	title: "normalise 224x224 by ImageNet",
	work: { op: "normalize", width: 224, height: 224 },
	input: picture(224, 224),
	peers: [OWN, WASM, OPENCV, OPENCV_PYTHON, TFJS, PLAIN, TUNED, MEMORY],
	moves: [224 * 224 * 3, 224 * 224 * 3 * 4],
	must: { [OPENCV]: 8, [OPENCV_PYTHON]: 5, [TUNED]: 10, [MEMORY]: 1 / 2 },
	wasmMust,
	wasmWish,
});

const SEGMENTS = { planes: 21, pixels: 512 * 512 } as const;

const ARGMAX: readonly OpsCase[] = [
	opsCase({
		id: "argmax",
		title: "argmax of 21 planes of 512x512",
		work: { op: "argmax", ...SEGMENTS },
		input: scorePlanes(SEGMENTS.planes, SEGMENTS.pixels),
		tolerance: 0,
		peers: [OWN, WASM, OPENCV, OPENCV_REDUCE, OPENCV_PYTHON, ONNXRUNTIME, TFJS, PLAIN, TUNED, MEMORY],
		moves: [SEGMENTS.planes * SEGMENTS.pixels * 4, SEGMENTS.pixels],
		must: { [OPENCV]: 2, [OPENCV_REDUCE]: 12, [ONNXRUNTIME]: 12, [MEMORY]: 1 / 1.6 },
		wish: { [MEMORY]: 1 / 1.3 },
		wasmMust: { ...wasmMust, [TUNED]: 12 },
		wasmWish,
	}),
	opsCase({
		id: "argmax-2t",
		title: "argmax of 21 planes of 512x512",
		work: { op: "argmax", ...SEGMENTS },
		input: scorePlanes(SEGMENTS.planes, SEGMENTS.pixels),
		tolerance: 0,
		threads: 2,
		peers: [OWN, OPENCV],
	}),
];

const found = { op: "detect", confidence: 0.25, iou: 0.45, multiLabel: 0, keep: 300 } as const;
const evaluated = { op: "detect", confidence: 0.001, iou: 0.7, multiLabel: 1, keep: 300 } as const;
const headBytes = 84 * 8400 * 4;

/** Coordinates are rounded by some peers once more or less. */
const tolerance = 1e-5;

const DETECTIONS: readonly OpsCase[] = [
	opsCase({
		id: "yolov8",
		title: "YOLOv8 head, .25",
		work: { ...found, ...YOLOV8 },
		input: yoloHead(YOLOV8, "usual"),
		tolerance,
		otherwise: {
			[ONNXRUNTIME]: "takes each class above the threshold, not only the best",
			[TFJS]: "moves classes apart, which rounds coordinates",
		},
		peers: [OWN, WASM, OPENCV_PYTHON, TORCHVISION, ONNXRUNTIME, TFJS, PLAIN, MEMORY],
		moves: [headBytes, 4],
		must: { [OPENCV_PYTHON]: 15, [PLAIN]: 25, [TFJS]: 50, [ONNXRUNTIME]: 4 },
		wish: { [MEMORY]: 1 / 1.7 },
		wasmMust: { ...wasmMust, [PLAIN]: 8 },
		wasmWish,
	}),
	opsCase({
		id: "yolov5",
		title: "YOLOv5 head, .25",
		work: { ...found, ...YOLOV5 },
		input: yoloHead(YOLOV5, "usual"),
		tolerance,
		peers: [OWN, WASM, OPENCV_PYTHON, PLAIN],
	}),
	opsCase({
		id: "yolov8-eval",
		title: "YOLOv8 head, .001, each class",
		work: { ...evaluated, ...YOLOV8 },
		input: yoloHead(YOLOV8, "usual"),
		tolerance,
		minSamples: 3,
		peers: [OWN, WASM, OPENCV_PYTHON, TORCHVISION, ONNXRUNTIME, PLAIN],
	}),
];

const PIPELINE = opsCase({
	id: "pipeline",
	title: "1920x1080 to detections, without the net",
	work: { ...found, ...YOLOV8, op: "pipeline", ...HD, size: 640 },
	input: picture(HD.width, HD.height),
	netOutput: yoloHead(YOLOV8, "usual"),
	tolerance,
	peers: [OWN, WASM, SHARP],
	must: { [SHARP]: 15 },
	mostUs: 600,
	wasmMostUs: 1300,
});

/** All that are kept, whatever they are. */
const ALL = 1_000_000;

/** A head's boxes at the threshold of evaluations, one for each class above it. */
const usual = headCandidates(YOLOV8, yoloHead(YOLOV8, "usual"), 0.001, 30_000);
const most = headCandidates(YOLOV5, yoloHead(YOLOV5, "usual"), 0.001, 30_000);

/** Higher ratios than 50 say that a peer does something else. */
const SUPPRESSION: readonly OpsCase[] = [
	opsCase({
		id: "nms-eval",
		title: "NMS at .001, 300 of a YOLOv8 head",
		work: { op: "nms", iou: 0.7, perClass: 1, keep: 300 },
		input: usual,
		peers: [OWN, WASM, OPENCV, OPENCV_PYTHON, TORCHVISION, PLAIN],
		must: { [OPENCV_PYTHON]: 50, [TORCHVISION]: 50 },
		wasmMust,
		wasmWish,
		minSamples: 3,
	}),
	opsCase({
		id: "nms-eval-all",
		title: "NMS at .001, all of a YOLOv8 head",
		work: { op: "nms", iou: 0.7, perClass: 1, keep: ALL },
		input: usual,
		peers: [OWN, OPENCV_PYTHON, TORCHVISION],
		must: { [OPENCV_PYTHON]: 40, [TORCHVISION]: 40 },
		minSamples: 3,
	}),
	opsCase({
		id: "nms-eval-agnostic",
		title: "NMS at .001, classes alike, all of a YOLOv8 head",
		work: { op: "nms", iou: 0.7, perClass: 0, keep: ALL },
		input: usual,
		peers: [OWN, OPENCV_PYTHON, TORCHVISION],
		must: { [OPENCV_PYTHON]: 20, [TORCHVISION]: 20 },
		minSamples: 3,
	}),
	opsCase({
		id: "nms-30000",
		title: "NMS at .001, 300 of 30,000 boxes",
		work: { op: "nms", iou: 0.6, perClass: 1, keep: 300 },
		input: most,
		peers: [OWN, WASM, OPENCV_PYTHON, TORCHVISION],
		mostUs: 5000,
		must: { [OPENCV_PYTHON]: 50, [TORCHVISION]: 50 },
		wasmMust,
		wasmWish,
		minSamples: 3,
	}),
];

const MEMORY_CASE = opsCase({
	id: "memory",
	title: "memory: 64 MiB copied by memcpy",
	work: { op: "anchors" },
	tolerance: "none",
	peers: [MEMORY],
	measures: [
		{ id: "readHot", title: "read of 4 MiB, GB/s", unit: "" },
		{ id: "writeHot", title: "write of 4 MiB, GB/s", unit: "" },
		{ id: "readCold", title: "read of 256 MiB, GB/s", unit: "" },
		{ id: "touch", title: "first touch of 5 MiB, GB/s", unit: "" },
	],
});

/** Every case, in the order of the page. */
export const CASES: readonly OpsCase[] = [
	...LETTERBOXES,
	...AVERAGES,
	...FRAMES,
	NORMALIZE,
	...DETECTIONS,
	...SUPPRESSION,
	...RECORDED,
	...ARGMAX,
	PIPELINE,
	MEMORY_CASE,
];

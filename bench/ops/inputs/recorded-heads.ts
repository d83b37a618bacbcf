import { litert } from "@polyinfer/backend-native";
import { fetchModel, fetchPicture, type PictureId } from "@polyinfer/models";
import { anchorBoxes, letterbox, normalize, resize } from "@polyinfer/ops";
import { readPicture } from "@polyinfer/ops/sharp";
import { createSession, type Tensor } from "polyinfer";
import type { HeadSize } from "./heads.ts";
import type { Input } from "./input.ts";

/** What a net gives for a picture, as numbers. */
interface Recorded {
	readonly boxes: Float32Array;
	readonly scores: Float32Array;
}

/** A detector with anchors, whose head is written as YOLOv8's is: a plane for each number of a box and each class. */
export interface Detector extends HeadSize {
	readonly id: "ssd" | "blazeface";
	readonly lacks: (picture: PictureId) => Promise<string | undefined>;
	readonly look: (picture: PictureId) => Promise<Recorded>;
	/** Of the anchor `i`, in pixels: its centre and its size. */
	readonly box: (boxes: Float32Array, i: number) => readonly number[];
	/** Classes in the net's output before those that count. */
	readonly background: number;
}

/** Reads where `fetched` says; `lacks` was asked before. */
async function pathOf(fetched: ReturnType<typeof fetchModel>): Promise<string> {
	const { path, missing } = await fetched;
	if (path === undefined) throw new Error(missing);
	return path;
}

const SSD_SIZE = 300;
const SSD_SCALES = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1];
const SSD_RATIOS = [1, 2, 1 / 2, 3, 1 / 3];

const shaped = (scale: number, ratio: number): [number, number] => [scale * Math.sqrt(ratio), scale / Math.sqrt(ratio)];
const ssdAnchors = anchorBoxes(
	[19, 10, 5, 3, 2, 1].map((side, layer) => {
		const [scale, next] = [SSD_SCALES[layer] as number, SSD_SCALES[layer + 1] as number];
		const sizes = [...SSD_RATIOS.map((ratio) => shaped(scale, ratio)), shaped(Math.sqrt(scale * next), 1)];
		return {
			columns: side,
			rows: side,
			sizes: layer === 0 ? [shaped(0.1, 1), shaped(0.2, 2), shaped(0.2, 0.5)] : sizes,
		};
	}),
).data;

/** SSD-MobileNetV2 of MediaPipe's Objectron: 23 kinds of objects. */
export const SSD: Detector = {
	id: "ssd",
	head: "yolov8",
	anchors: 1917,
	classes: 23,
	background: 1,
	async lacks(picture) {
		const engine = await litert.availability();
		if (engine.status === "missing") return `${engine.reason} ${engine.advice}`;
		return (await fetchModel("object-ssd")).missing ?? (await fetchPicture(picture)).missing;
	},
	async look(picture) {
		const whole = await readPicture(await pathOf(fetchPicture(picture)));
		const small = resize(whole, { width: SSD_SIZE, height: SSD_SIZE, filter: "opencv-bilinear" });
		const input = normalize(small, { layout: "nhwc", order: "rgb", mean: 127.5, std: 127.5 });
		const model = { tflite: await pathOf(fetchModel("object-ssd")) };
		const session = await createSession(model, { prefer: "litert", trusted: true });
		try {
			const found = await session.run({ normalized_input_image_tensor: input });
			return {
				boxes: floats(found["raw_outputs/box_encodings"]),
				scores: floats(found["raw_outputs/class_predictions"]),
			};
		} finally {
			await session.dispose();
		}
	},
	box(boxes, i) {
		const [y, x, height, width] = boxes.subarray(i * 4) as unknown as [number, number, number, number];
		const [atX, atY, across, down] = ssdAnchors.subarray(i * 4) as unknown as [number, number, number, number];
		const [middleX, middleY] = [(x / 10) * across + atX, (y / 10) * down + atY];
		return [middleX, middleY, Math.exp(width / 5) * across, Math.exp(height / 5) * down].map((part) => part * SSD_SIZE);
	},
};

const FACE_SIZE = 128;
const cell = (anchors: number) => new Array<[number, number]>(anchors).fill([1, 1]);
const faceAnchors = anchorBoxes([
	{ columns: 16, rows: 16, sizes: cell(2) },
	{ columns: 8, rows: 8, sizes: cell(6) },
]).data;

/** BlazeFace for the front camera. */
export const BLAZEFACE: Detector = {
	id: "blazeface",
	head: "yolov8",
	anchors: 896,
	classes: 1,
	background: 0,
	lacks: async (picture) => (await fetchModel("blazeface-front")).missing ?? (await fetchPicture(picture)).missing,
	async look(picture) {
		const whole = await readPicture(await pathOf(fetchPicture(picture)));
		const pixels = { layout: "nhwc", order: "rgb", mean: 127.5, std: 127.5, pad: 0 } as const;
		const { tensor } = letterbox(whole, { width: FACE_SIZE, height: FACE_SIZE, ...pixels });
		const session = await createSession(await pathOf(fetchModel("blazeface-front")), { prefer: "onnxruntime" });
		try {
			const found = Object.values(await session.run({ [session.inputs[0]?.name ?? ""]: tensor })) as Tensor[];
			const [boxes = [], scores = []] = [16, 1].map((columns) => found.filter(({ shape }) => shape.at(-1) === columns));
			return { boxes: joined(boxes), scores: joined(scores) };
		} finally {
			await session.dispose();
		}
	},
	box(boxes, i) {
		const [x, y, width, height] = boxes.subarray(i * 16) as unknown as [number, number, number, number];
		const [atX, atY] = faceAnchors.subarray(i * 4) as unknown as [number, number];
		return [x + atX * FACE_SIZE, y + atY * FACE_SIZE, width, height];
	},
};

function floats(tensor: unknown): Float32Array {
	return (tensor as Tensor).toFloat32();
}

function joined(tensors: readonly Tensor[]): Float32Array {
	return Float32Array.from(tensors.flatMap((tensor) => [...tensor.toFloat32()]));
}

/** What a real detector says of a real picture. */
export function recordedHead(detector: Detector, picture: PictureId): Input {
	const { id, anchors, classes, background, lacks, look, box } = detector;
	return {
		file: `${id}-${picture}.f32`,
		lacks: () => lacks(picture),
		async bytes() {
			const { boxes, scores } = await look(picture);
			const data = new Float32Array((4 + classes) * anchors);
			for (let i = 0; i < anchors; i++) {
				for (const [k, part] of box(boxes, i).entries()) data[k * anchors + i] = part;
				for (let c = 0; c < classes; c++) {
					const score = scores[i * (background + classes) + background + c] as number;
					data[(4 + c) * anchors + i] = 1 / (1 + Math.exp(-score));
				}
			}
			return new Uint8Array(data.buffer);
		},
	};
}

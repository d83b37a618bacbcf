import { type DeviceTensor, formatType, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, checkKeys, checkNumber, checkWord, mismatch, unexpected } from "../arguments.ts";
import type { Detection } from "../detection/detection.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { type AnchorCoding, decodeAnchorsReference } from "./reference.ts";

type AnyTensor = Tensor | TensorLike | DeviceTensor;

/** What a detector says of each anchor. Several tensors, one a layer, count as joined along the anchors. */
export interface AnchorOutputs {
	/** `[anchors, 4 + 2 * keypoints]` or `[1, anchors, 4 + 2 * keypoints]`. */
	readonly boxes: AnyTensor | readonly AnyTensor[];
	/** `[anchors, classes]` or `[1, anchors, classes]`. */
	readonly scores: AnyTensor | readonly AnyTensor[];
}

/** Options of {@link decodeAnchors}. */
export interface DecodeAnchorsOptions {
	/** What `anchorBoxes` gave: float [anchors, 4]. Must stay as it is while a plan is in use. */
	readonly anchors: AnyTensor;
	/** Size of the model's picture in pixels: the boxes are for it. */
	readonly width: number;
	readonly height: number;
	/** An anchor counts from this score on. Default: 0.5. */
	readonly scoreThreshold?: number;
	/** Divides x, y, width and height as the model gives them, in this order. Default: 1. */
	readonly scale?: number | readonly [x: number, y: number, width: number, height: number];
	/** Default: `"xywh"`. */
	readonly boxOrder?: "xywh" | "yxhw";
	/** Whether the model gives a box's size or its logarithm, in sizes of the anchor. Default: `"linear"`. */
	readonly boxSize?: "linear" | "exp";
	/** What makes the model's scores probabilities. Default: `"none"`. */
	readonly activation?: "none" | "sigmoid";
	/** Classes that are never detected, such as the background. Default: none. */
	readonly ignoreClasses?: readonly number[];
}

/** A prepared {@link decodeAnchors}. */
export type DecodeAnchorsPlan = OpPlan<AnchorOutputs, Detection[], never>;

const known = ["anchors", "width", "height", "scoreThreshold", "scale"];
const knownWords = ["boxOrder", "boxSize", "activation", "ignoreClasses"];

/** Prepares {@link decodeAnchors}. Throws INVALID_ARGUMENT. */
export function planDecodeAnchors(options: DecodeAnchorsOptions): DecodeAnchorsPlan {
	checkKeys("decodeAnchors", options, [...known, ...knownWords]);
	const { width, height, scoreThreshold = 0.5, scale = 1, ignoreClasses = [] } = options;
	const { boxOrder = "xywh", boxSize = "linear", activation = "none" } = options;
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	checkNumber("scoreThreshold", scoreThreshold, -Number.MAX_VALUE, Number.MAX_VALUE);
	checkWord("boxOrder", boxOrder, ["xywh", "yxhw"]);
	checkWord("boxSize", boxSize, ["linear", "exp"]);
	checkWord("activation", activation, ["none", "sigmoid"]);
	const scales = typeof scale === "number" ? ([scale, scale, scale, scale] as const) : scale;
	if (!Array.isArray(scales) || scales.length !== 4 || !scales.every((s) => Number.isFinite(s) && s !== 0))
		throw unexpected("one number or 4, none of them 0, for `scale`", scale);
	if (!Array.isArray(ignoreClasses)) throw unexpected("an array of classes for `ignoreClasses`", ignoreClasses);
	const anchors = cpuTensor(options.anchors);
	if (anchors.shape.length !== 2 || anchors.shape[1] !== 4)
		throw mismatch("anchors of shape [anchors,4]", formatType(anchors.dtype, anchors.shape));
	const table = floatNumbers(anchors);
	const total = table.length / 4;
	const coding = {
		boxOrder,
		boxSize,
		activation,
		scale: scales as AnchorCoding["scale"],
		scoreThreshold,
		width,
		height,
	};
	return {
		run(outputs) {
			const boxes = rowsOf("boxes", outputs.boxes);
			const scores = rowsOf("scores", outputs.scores);
			checkFit(boxes, scores, total);
			const ignored = Array.from({ length: scores[0]?.columns ?? 0 }, (_, c) => ignoreClasses.includes(c));
			if (!ignored.includes(false)) throw unexpected("a class that `ignoreClasses` leaves", ignoreClasses);
			const found: Detection[] = [];
			let first = 0;
			for (const [i, { data, rows }] of boxes.entries()) {
				decodeAnchorsReference(data, scores[i]?.data ?? [], table, first, rows, { ...coding, ignored }, found);
				first += rows;
			}
			return found;
		},
	};
}

/**
 * What a detector with anchors found, above a threshold, in pixels of the model's picture and in the order of the anchors:
 * many for each thing, so that `nms` comes next. For SSD, BlazeFace, RetinaNet and their kin. Throws INVALID_ARGUMENT.
 * Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016; options as in MediaPipe's TensorsToDetectionsCalculator.
 */
export function decodeAnchors(outputs: AnchorOutputs, options: DecodeAnchorsOptions): Detection[] {
	return planDecodeAnchors(options).run(outputs);
}

interface Rows {
	readonly data: ArrayLike<number>;
	readonly rows: number;
	readonly columns: number;
}

function rowsOf(name: string, tensors: AnyTensor | readonly AnyTensor[]): Rows[] {
	const list = Array.isArray(tensors) ? (tensors as readonly AnyTensor[]) : [tensors as AnyTensor];
	return list.map((one) => {
		const tensor = cpuTensor(one);
		const { shape } = tensor;
		if (shape.length !== 2 && (shape.length !== 3 || shape[0] !== 1))
			throw mismatch(`\`${name}\` of one picture, two axes or [1,...],`, formatType(tensor.dtype, shape));
		return { data: floatNumbers(tensor), rows: shape.at(-2) as number, columns: shape.at(-1) as number };
	});
}

function checkFit(boxes: readonly Rows[], scores: readonly Rows[], anchors: number): void {
	const rows = (list: readonly Rows[]): string => `[${list.map((one) => one.rows)}]`;
	if (rows(boxes) !== rows(scores)) throw mismatch(`scores of as many anchors as boxes, ${rows(boxes)},`, rows(scores));
	if (boxes.reduce((sum, one) => sum + one.rows, 0) !== anchors)
		throw mismatch(`boxes of ${anchors} anchors`, rows(boxes));
	for (const [name, list] of [
		["boxes", boxes],
		["scores", scores],
	] as const)
		if (list.some(({ columns }) => columns !== list[0]?.columns))
			throw mismatch(`as many columns in each of \`${name}\``, `[${list.map(({ columns }) => columns)}]`);
	const columns = boxes[0]?.columns ?? 0;
	if (columns < 4 || columns % 2 !== 0) throw unexpected("4 columns of `boxes` and 2 a keypoint", columns);
}

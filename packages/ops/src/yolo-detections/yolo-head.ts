import { elementCount } from "@polyinfer/core";
import { checkInteger, checkWord, mismatch, unexpected } from "../arguments.ts";

/** What a model's output holds, and in which order: options of `yoloDetections`. */
export interface YoloHeadOptions {
	/**
	 * - `"yolov8"` and those after it: boxes in pixels, classes, no objectness, [1, 4 + classes, anchors];
	 * - `"yolov5"`: boxes in pixels, objectness, classes, [1, anchors, 5 + classes];
	 * - `"yolox"`: the same before its grid: offsets in cells, logarithms of sizes, [1, anchors, 5 + classes].
	 */
	readonly head: "yolov8" | "yolov5" | "yolox";
	/** How many classes there are. */
	readonly classCount: number;
	/** Which axis comes first behind the batch. Default: channels for `"yolov8"`, anchors for the others. */
	readonly layout?: "channels-first" | "anchors-first";
	/** Points of each thing, behind its classes. Default: 0. */
	readonly keypoints?: number;
	/** Numbers a point: x and y, or these and a score. Default: 3. */
	readonly keypointValues?: 2 | 3;
	/** Coefficients of the mask, behind the classes. Default: 0. */
	readonly maskCoefficients?: number;
	/** For `"yolox"`: pixels a cell of each map, in their order. Default: 8, 16, 32. */
	readonly strides?: readonly number[];
	/** For `"yolox"`: size of the model's picture in pixels. */
	readonly width?: number;
	readonly height?: number;
}

/** Names of all {@link YoloHeadOptions}. */
export const YOLO_HEAD_OPTIONS: readonly string[] = [
	...["head", "classCount", "layout", "keypoints", "keypointValues", "maskCoefficients"],
	...["strides", "width", "height"],
];

/** {@link YoloHeadOptions}, checked, for outputs of one shape. */
export interface YoloHead {
	readonly batch: number;
	readonly channels: number;
	readonly anchors: number;
	readonly classCount: number;
	/** 1 where there is objectness, behind the box, else 0. */
	readonly objectness: number;
	/** Elements from one channel to the next, from one anchor to the next. */
	readonly channelStep: number;
	readonly anchorStep: number;
	readonly keypoints: number;
	readonly keypointValues: number;
	readonly maskCoefficients: number;
	/** Column, row and stride of each anchor's cell, for `"yolox"`. */
	readonly grid: Float32Array | undefined;
}

/** What an output of this shape holds. Throws INVALID_ARGUMENT where it does not fit. */
export function yoloHead(options: YoloHeadOptions, shape: readonly number[]): YoloHead {
	const { head, classCount, keypoints = 0, keypointValues = 3, maskCoefficients = 0 } = options;
	checkWord("head", head, ["yolov8", "yolov5", "yolox"]);
	const { layout = head === "yolov8" ? "channels-first" : "anchors-first" } = options;
	checkWord("layout", layout, ["channels-first", "anchors-first"]);
	checkInteger("classCount", classCount, 1, 2 ** 20);
	checkInteger("keypoints", keypoints, 0, 4096);
	checkWord("keypointValues", keypointValues, [2, 3]);
	checkInteger("maskCoefficients", maskCoefficients, 0, 4096);
	const objectness = head === "yolov8" ? 0 : 1;
	const channels = 4 + objectness + classCount + keypoints * keypointValues + maskCoefficients;
	const channelsFirst = layout === "channels-first";
	const expected = `[batch,${channelsFirst ? `${channels},anchors` : `anchors,${channels}`}] for \`${head}\``;
	if (!Array.isArray(shape)) throw unexpected(`a shape ${expected}`, shape);
	const [batch, first, second] = (shape.length === 2 ? [1, ...shape] : shape) as [number, number, number];
	const [own, anchors] = channelsFirst ? [first, second] : [second, first];
	if ((shape.length !== 2 && shape.length !== 3) || own !== channels)
		throw mismatch(`a head ${expected}, ${channels} channels,`, `[${shape}]`);
	if (elementCount(shape) < 0 || elementCount(shape) > 2 ** 31 - 1 || anchors * classCount >= 2 ** 32)
		throw mismatch("a head of at most 2147483647 numbers", `[${shape}]`);
	return {
		...{ batch, channels, anchors, classCount, objectness, keypoints, keypointValues, maskCoefficients },
		channelStep: channelsFirst ? anchors : 1,
		anchorStep: channelsFirst ? 1 : channels,
		grid: head === "yolox" ? grid(options, anchors) : undefined,
	};
}

function grid({ strides = [8, 16, 32], width, height }: YoloHeadOptions, anchors: number): Float32Array {
	if (width === undefined || height === undefined) throw unexpected("`width` and `height` for yolox", undefined);
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	if (!Array.isArray(strides)) throw unexpected("an array of strides for `strides`", strides);
	for (const stride of strides) checkInteger("strides", stride, 1, 2 ** 15);
	const maps = strides.map((stride: number) => ({
		stride,
		columns: Math.floor(width / stride),
		rows: Math.floor(height / stride),
	}));
	const cells = maps.reduce((sum, { columns, rows }) => sum + columns * rows, 0);
	if (cells !== anchors)
		throw mismatch(`${cells} anchors for ${width}x${height} and strides [${strides}]`, `${anchors} anchors`);
	const table = new Float32Array(3 * cells);
	let at = 0;
	for (const { stride, columns, rows } of maps)
		for (let row = 0; row < rows; row++)
			for (let column = 0; column < columns; column++) {
				table.set([column, row, stride], at);
				at += 3;
			}
	return table;
}

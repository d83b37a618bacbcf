import { numberToHalf, Tensor } from "@polyinfer/core";
import fc from "fast-check";
import type { YoloDetectionsPlanOptions } from "../yolo-detections/index.ts";

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return (state >>> 8) / 2 ** 24;
	};
}

/** A head of small boxes and scores of few levels, some of them NaN or infinite. */
export function headOf(options: YoloDetectionsPlanOptions, seed: number, levels: number, odd: boolean): Tensor {
	const { shape, head, layout = head === "yolov8" ? "channels-first" : "anchors-first", dtype = "float32" } = options;
	const next = seeded(seed);
	const [first, second] = shape.slice(-2) as [number, number];
	const numbers = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
		const channel = layout === "channels-first" ? Math.floor(i / second) % first : i % second;
		if (odd && next() < 0.02) return [Number.NaN, Infinity, -Infinity, -1, -0][Math.floor(next() * 5)] as number;
		if (channel < 2) return next() * 20;
		return channel < 4 ? next() * (head === "yolox" ? 3 : 12) : Math.floor(next() ** 3 * levels) / levels;
	});
	return dtype === "float32"
		? new Tensor("float32", numbers, shape)
		: new Tensor("float16", Uint16Array.from(numbers, numberToHalf), shape);
}

/** Options of heads of every kind, layout and rule. */
export const yoloOptions: fc.Arbitrary<YoloDetectionsPlanOptions> = fc
	.record({
		head: fc.constantFrom("yolov8" as const, "yolov5" as const, "yolox" as const),
		layout: fc.constantFrom(undefined, "channels-first" as const, "anchors-first" as const),
		dtype: fc.constantFrom("float32" as const, "float16" as const),
		classCount: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(31, 80)),
		anchors: fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(1023, 1025, 1032)),
		width: fc.constantFrom(32, 64, 96),
		batch: fc.integer({ min: 1, max: 2 }),
		keypoints: fc.integer({ min: 0, max: 2 }),
		multiLabel: fc.boolean(),
		perClass: fc.boolean(),
		scoreThreshold: fc.constantFrom(0, 0.001, 0.25, 0.5),
		iouThreshold: fc.constantFrom(0, 0.45, 0.7),
		maxCandidates: fc.constantFrom(0, 5, 30, 30000),
		maxDetections: fc.constantFrom(0, 3, 300),
		onlyClasses: fc.constantFrom(undefined, [0]),
	})
	.map(({ layout, anchors: free, batch, onlyClasses, ...rest }) => {
		const { head, classCount, keypoints, width } = rest;
		const anchors = head === "yolox" ? (width / 8) ** 2 + (width / 16) ** 2 + (width / 32) ** 2 : free;
		const channels = 4 + (head === "yolov8" ? 0 : 1) + classCount + 3 * keypoints;
		const channelsFirst = (layout ?? (head === "yolov8" ? "channels-first" : "")) === "channels-first";
		return {
			...rest,
			height: width,
			shape: [batch, ...(channelsFirst ? [channels, anchors] : [anchors, channels])],
			...(layout === undefined ? {} : { layout }),
			...(onlyClasses === undefined ? {} : { onlyClasses }),
		} satisfies YoloDetectionsPlanOptions;
	});

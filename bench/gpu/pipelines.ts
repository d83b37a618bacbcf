import { readFile } from "node:fs/promises";
import type { Tensor } from "@polyinfer/core";
import { fetchModel } from "@polyinfer/models";
import type { Picture } from "@polyinfer/ops";
import { centerCropResize, letterbox } from "@polyinfer/ops";
import { planCenterCropResize, planLetterbox } from "@polyinfer/ops/cuda";
import { recordTopK } from "../../packages/ops/src/testing/cuda/record-top-k.ts";
import { recordYoloDetections } from "../../packages/ops/src/testing/cuda/record-yolo-detections.ts";
import { recordPlan } from "../../packages/ops/src/testing/record-plan.ts";
import type { RecordedLaunches } from "../../packages/ops/src/testing/recorded-launches.ts";
import { seededPicture } from "../../packages/ops/src/testing/seeded-picture.ts";
import { headShape, madeUpDetector } from "./made-up-detector.ts";

/** A picture to an answer: what is done before and after a model, with what it gives on the processor. */
export interface GpuPipeline {
	readonly id: string;
	readonly title: string;
	readonly model: () => Promise<Uint8Array>;
	/** What the model is fed, by the reference. */
	readonly input: () => Tensor;
	/** Makes the input of a picture. */
	readonly before: () => Promise<RecordedLaunches>;
	/** Makes the answer of the model's first output. */
	readonly after: (output: Tensor) => Promise<RecordedLaunches>;
}

function detector(id: string, side: number, picture: Picture): GpuPipeline {
	const options = { width: side, height: side, scale: 1 / 255 };
	const input = (): Tensor => letterbox(picture, { ...options, implementation: "reference" }).tensor;
	const head = { head: "yolov8", classCount: 80, shape: headShape(side), scoreThreshold: 0.25 } as const;
	return {
		id,
		title: `letterbox ${picture.width}x${picture.height} to ${side}, a made-up YOLOv8, detections`,
		model: async () => madeUpDetector(side),
		input,
		before: () => recordPlan((ops) => planLetterbox(ops, { source: picture, ...options }), picture, input()),
		after: (output) => recordYoloDetections(head, output),
	};
}

const classify: GpuPipeline = ((): GpuPipeline => {
	const picture = seededPicture(8, 1920, 1080);
	const options = { resize: 256, crop: 224, mean: 127, std: 128 };
	const input = (): Tensor => centerCropResize(picture, { ...options, implementation: "reference" });
	return {
		id: "classify",
		title: "1080p to 224, EfficientNet-lite0, top 5",
		model: async () => {
			const fetched = await fetchModel("efficientnet-lite0");
			if ("missing" in fetched) throw new Error(`The model efficientnet-lite0 is missing: ${fetched.missing}`);
			return readFile(fetched.path);
		},
		input,
		before: () => recordPlan((ops) => planCenterCropResize(ops, { source: picture, ...options }), picture, input()),
		after: ({ data }) => recordTopK([...(data as Float32Array)], 5),
	};
})();

/** In the order of the table; the first is so small that a test of the whole way takes it. */
export const GPU_PIPELINES: readonly GpuPipeline[] = [
	detector("detect-tiny", 64, seededPicture(6, 96, 72)),
	detector("detect", 640, seededPicture(1, 1920, 1080)),
	classify,
];

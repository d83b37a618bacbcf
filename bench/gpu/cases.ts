import { Tensor } from "@polyinfer/core";
import type { Picture, YuvPicture } from "@polyinfer/ops";
import { argmax, letterbox } from "@polyinfer/ops";
import { allocateCudaTensor, planArgmax, planLetterbox, runCudaBatch } from "@polyinfer/ops/cuda";
import { recordNmsIndices } from "../../packages/ops/src/testing/cuda/record-nms-indices.ts";
import { recordYoloDetections } from "../../packages/ops/src/testing/cuda/record-yolo-detections.ts";
import { recordOps, recordPlan } from "../../packages/ops/src/testing/record-plan.ts";
import type { RecordedLaunches } from "../../packages/ops/src/testing/recorded-launches.ts";
import { seededFrame } from "../../packages/ops/src/testing/seeded-frame.ts";
import { headOf } from "../../packages/ops/src/testing/seeded-head.ts";
import { seededBytes, seededPicture } from "../../packages/ops/src/testing/seeded-picture.ts";
import { NMS_BOXES, nmsBoxes } from "./nms-boxes.ts";

/** Work for a GPU, with what has to come out. */
export interface GpuCase {
	readonly id: string;
	readonly title: string;
	/** The fewest bytes that a device has to read and write for it. */
	readonly movedBytes: number;
	readonly record: () => Promise<RecordedLaunches>;
}

type Source = Picture | YuvPicture;
type Half = "float32" | "float16";

const SIDE = 640;
const numbers = { scale: 1 / 255 };
const bytesOf = (dtype: Half): number => SIDE * SIDE * 3 * (dtype === "float32" ? 4 : 2);

function picture(what: string, read: number, dtype: Half, make: (seed: number) => Source, batch: number): GpuCase {
	const options = { width: SIDE, height: SIDE, dtype, ...numbers };
	const reference = { ...options, implementation: "reference" } as const;
	const short = dtype === "float32" ? "f32" : "f16";
	return {
		id: `letterbox-${what.replaceAll(" ", "-")}-${short}-b${batch}`,
		title: `letterbox ${what} to ${SIDE}, ${dtype}, batch ${batch}`,
		movedBytes: batch * (read + bytesOf(dtype)),
		record: () => {
			const sources = Array.from({ length: batch }, (_, i) => make(i + 1));
			const [first] = sources as [Source];
			const plan = { source: first, ...options };
			if (batch === 1) return recordPlan((ops) => planLetterbox(ops, plan), first, letterbox(first, reference).tensor);
			return recordOps(async (ops, expect) => {
				const prepared = await planLetterbox(ops, plan);
				const tensor = runCudaBatch(
					ops,
					sources.map((source) => ({ plan: prepared, picture: source })),
				);
				const parts = sources.map((source) => letterbox(source, reference).tensor.data as Float32Array | Uint16Array);
				const Elements = dtype === "float32" ? Float32Array : Uint16Array;
				const all = new Elements(parts.reduce((sum, { length }) => sum + length, 0));
				for (const [i, part] of parts.entries()) all.set(part, i * part.length);
				expect(tensor, all as never);
			});
		},
	};
}

/** Of 1080p and a side of 640 every third row is read; of another size all of them. */
const RGB = { what: "1080p rgb", read: 1920 * 3 * 360, make: (seed: number) => seededPicture(seed, 1920, 1080) };
const ODD = { what: "1366x768 rgb", read: 1366 * 768 * 3, make: (seed: number) => seededPicture(seed, 1366, 768) };
const NV12 = {
	what: "1080p nv12",
	read: 1920 * 360 + 1920 * 540,
	make: (seed: number) => seededFrame(seed, 1920, 1080),
};

const pictures = [RGB, ODD, NV12].flatMap(({ what, read, make }) =>
	([1, 8] as const).flatMap((batch) =>
		(["float32", "float16"] as const).map((dtype) => picture(what, read, dtype, make, batch)),
	),
);

const SMALL = seededPicture(5, 64, 48);
const small: GpuCase = {
	id: "letterbox-tiny",
	title: "letterbox 64x48 rgb to 32, float32, batch 1",
	movedBytes: 64 * 48 * 3 + 32 * 32 * 12,
	record: () => {
		const options = { width: 32, height: 32, ...numbers };
		const expected = letterbox(SMALL, { ...options, implementation: "reference" }).tensor;
		return recordPlan((ops) => planLetterbox(ops, { source: SMALL, ...options }), SMALL, expected);
	},
};

const SHAPE = [1, 84, 8400] as const;
function detections(scoreThreshold: number): GpuCase {
	const options = { head: "yolov8", classCount: 80, shape: SHAPE, scoreThreshold } as const;
	return {
		id: `yolov8-${scoreThreshold}`,
		title: `YOLOv8 8400 x 80 and NMS from ${scoreThreshold}`,
		movedBytes: 4 * 84 * 8400,
		record: () => recordYoloDetections(options, headOf(options, 3, 4000, false)),
	};
}

const CLASSES = { classes: 21, height: 512, width: 512 };
const classMap: GpuCase = {
	id: "argmax",
	title: "argmax 21 x 512 x 512",
	movedBytes: 22 * 512 * 512 * 4 - 3 * 512 * 512,
	record: () =>
		recordOps(async (ops, expect) => {
			const shape = [CLASSES.classes, CLASSES.height, CLASSES.width];
			const values = Float32Array.from(seededBytes(9, CLASSES.classes * CLASSES.height * CLASSES.width));
			const scores = allocateCudaTensor(ops, "float32", shape);
			ops.stream.upload(scores.handle as never, 0, new Uint8Array(values.buffer));
			const map = (await planArgmax(ops, { shape })).run(scores);
			expect(map, argmax(new Tensor("float32", values, shape), { implementation: "reference" }).data);
		}),
};

/** The boxes that torchvision has in `nms.py`. */
const nms: GpuCase = {
	id: "nms",
	title: `NMS of ${NMS_BOXES} boxes, all kept ones`,
	movedBytes: 20 * NMS_BOXES,
	record: () =>
		recordNmsIndices(nmsBoxes(), { iouThreshold: 0.5, arithmetic: "torchvision", maxDetections: NMS_BOXES }, false),
};

/** In the order of the table; the first is so small that a test of the whole way takes it. */
export const GPU_CASES: readonly GpuCase[] = [small, ...pictures, detections(0.25), detections(0.001), nms, classMap];

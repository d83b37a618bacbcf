import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { canCompile, NEEDS_COMPILER } from "../../../engine-host/src/cuda/testing/compile.ts";
import { recordArgmax } from "../testing/cuda/record-argmax.ts";
import { recordNmsIndices } from "../testing/cuda/record-nms-indices.ts";
import { recordSoftmax } from "../testing/cuda/record-softmax.ts";
import { recordTopK } from "../testing/cuda/record-top-k.ts";
import { recordYoloDetections } from "../testing/cuda/record-yolo-detections.ts";
import { replayLaunches } from "../testing/emulated-kernels.ts";
import type { RecordedLaunches } from "../testing/recorded-launches.ts";
import { seededBoxes } from "../testing/seeded-boxes.ts";
import { headOf } from "../testing/seeded-head.ts";

const source = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["argmax", "nms-indices", "softmax", "top-k", "yolo-detections"];

/** Barriers of the kernels, as `folder/file:line`. */
const barriers = readdirSync(source, { recursive: true, encoding: "utf8" })
	.filter((path) => /\.cuh?$/.test(path) && FOLDERS.includes(dirname(path)))
	.flatMap((path) => {
		const lines = readFileSync(join(source, path), "utf8").split("\n");
		return lines.flatMap((line, i) => (/__sync(threads|warp)\(/.test(line) ? [`${path}:${i + 1}`] : []));
	});

const wave = (length: number): number[] => Array.from({ length }, (_, i) => Math.sin(i * 12.9898) * 20);

describe.skipIf(!canCompile)(`a barrier of a kernel that is missing ${NEEDS_COMPILER}`, () => {
	/** Boxes over each other: only there are results wrong that no barrier orders. */
	let recorded: readonly RecordedLaunches[] = [];
	beforeAll(async () => {
		const pose = { head: "yolov8", classCount: 40, keypoints: 3, shape: [1, 53, 700], scoreThreshold: 0.1 } as const;
		recorded = await Promise.all([
			recordNmsIndices(seededBoxes(1, 2500, 6, 500, 2), { iouThreshold: 0.6 }),
			recordNmsIndices(seededBoxes(2, 5000, 9, 1000, 3), { maxPerClass: 40, maxDetections: 100, iouThreshold: 0.8 }),
			recordNmsIndices(seededBoxes(4, 3600, 16, 1 << 20, 2), { iouThreshold: 0.5 }),
			recordYoloDetections(pose, headOf(pose, 3, 1000, false)),
			recordArgmax({ shape: [1, 8, 12, 100], layout: "nhwc" }, wave(9600)),
			recordSoftmax({ shape: [3, 2500] }, wave(7500)),
			recordTopK(wave(9000), 3000),
		]);
	});

	test("is not missed where all are there", () => {
		for (const order of [0, 1, 7]) expect(replayLaunches(recorded, order)).toBe("");
	});

	test.each(barriers)("shows in a result: %s", (barrier) => {
		const wrong = [1, 7, 0, 99].find((order) => replayLaunches(recorded, order, barrier) !== "");
		expect(wrong).toBeDefined();
	});
});

import { type DeviceTensor, DTYPES, formatType, shapeFits } from "@polyinfer/core";
import { checkInteger, mismatch } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { CudaRead } from "../cuda/cuda-read.ts";
import { cudaMemory } from "../cuda/cuda-tensor.ts";
import { PlanMemory } from "../cuda/plan-memory.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { CandidateChooser } from "../nms-indices/candidate-chooser.ts";
import { CHOOSE_TEXTS } from "../nms-indices/choose-text.ts";
import { rulesWords } from "../nms-indices/rules-words.ts";
import { checkYoloOptions, type YoloDetectionsPlanOptions } from "./check-yolo-options.ts";
import { detectionArrays, readDetection, type YoloDetection } from "./detection-arrays.ts";
import exp32 from "./exp32.cuh";
import type { YoloPicture } from "./index.ts";
import source from "./kernel.cu";
import { DETECTION_WORDS, readResult } from "./read-result.ts";
import type { YoloHead } from "./yolo-head.ts";
import type { YoloRules } from "./yolo-rules.ts";

/** Options of {@link planYoloDetections} on CUDA: those of the CPU's plan. */
export type CudaYoloDetectionsOptions = Omit<YoloDetectionsPlanOptions, keyof RunsOn>;

/** A prepared `yoloDetections` on an NVIDIA GPU. */
export interface CudaYoloDetectionsPlan {
	/**
	 * What a head on the device holds. Queues all of it at once, the same launches whatever is found; only what is kept is
	 * read back, 24 bytes each, and its keypoints and coefficients. Rejects with INVALID_ARGUMENT, DEVICE_LOST, DISPOSED.
	 */
	run(head: DeviceTensor, picture?: YoloPicture): Promise<YoloDetection[]>;
	/** Queues the launches alone, which a stream can capture. Throws INVALID_ARGUMENT, DEVICE_LOST, DISPOSED. */
	queue(head: DeviceTensor, picture?: YoloPicture): CudaRead<YoloDetection[]>;
	/** Bytes that one run reads back. */
	readonly readBackBytes: number;
	/**
	 * Bytes that the plan has on the device: up to 24 for each box that can be found (with `multiLabel`, classes times
	 * anchors), 36 for each of the first `maxCandidates`, what is read back, and little more than 8 MiB.
	 */
	readonly deviceBytes: number;
	/** Gives back what the plan has on the device. Idempotent. */
	dispose(): void;
}

const text = { name: "yoloDetections", source, headers: { ...CHOOSE_TEXTS, "../yolo-detections/exp32.cuh": exp32 } };
/** Threads of a block of the search, and how many anchors it has. */
const THREADS = 256;
const ANCHORS_IN_PLANES = 32;
const ANCHORS_IN_ROWS = 8;

/**
 * `yoloDetections` of the CPU on an NVIDIA GPU: the same detections in the same order, with its bits. Rejects with
 * INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY, DISPOSED.
 */
export async function planYoloDetections(
	ops: CudaOps,
	options: CudaYoloDetectionsOptions,
): Promise<CudaYoloDetectionsPlan> {
	const { shape, dtype, head, rules, most } = checkYoloOptions(options);
	const { anchors, classCount, keypoints, keypointValues, maskCoefficients } = head;
	const extras = keypoints * keypointValues + maskCoefficients;
	const resultBytes = 16 + 4 * most * (DETECTION_WORDS + extras);
	const capacity = anchors * (rules.isMultiLabel ? classCount : 1);
	const isPlanar = head.anchorStep === 1;
	const search = isPlanar ? "yolo_find_in_planes" : "yolo_find_in_rows";
	const [find, sort, merge, choose, place, overlap, pick] = await ops.kernels(text, [
		search,
		"yolo_sort",
		"yolo_merge",
		"yolo_choose",
		"yolo_place",
		"yolo_overlap",
		"yolo_pick",
	] as const);
	const sizes = { capacity, most, rules, resultBytes };
	const planMemory = new PlanMemory(ops);
	const chooser = new CandidateChooser(ops, planMemory, { sort, merge, choose, place, overlap, pick }, sizes);
	const words = planMemory.table(planWords(head, rules, dtype === "float16", most, extras));
	const { grid } = blocks(anchors, isPlanar ? ANCHORS_IN_PLANES : ANCHORS_IN_ROWS);
	const arrays = detectionArrays(most);
	const take = (bytes: ArrayBuffer, { transform }: YoloPicture): YoloDetection[] => {
		const count = readResult(bytes, classCount, arrays);
		const numbers = new Float32Array(bytes, 16 + 4 * DETECTION_WORDS * most);
		const first = 4 + head.objectness + classCount;
		return Array.from({ length: count }, (_, at) => {
			const value = (channel: number): number => numbers[at * extras + channel - first] as number;
			return readDetection(arrays, at, head, value, transform);
		});
	};
	const queue: CudaYoloDetectionsPlan["queue"] = (tensor, picture = {}) => {
		ops.check();
		const memory = cudaMemory(ops, "as a head", tensor);
		if (tensor.dtype !== dtype || !shapeFits(tensor.shape, shape))
			throw mismatch(`${formatType(dtype, shape)} as planned`, formatType(tensor.dtype, tensor.shape));
		if (picture.batchIndex === undefined && head.batch !== 1)
			throw mismatch("`batchIndex`, which picture", `a head of ${head.batch} pictures [${shape}] without it`);
		const { batchIndex = 0 } = picture;
		checkInteger("batchIndex", batchIndex, 0, head.batch - 1);
		const data = { memory, offsetBytes: batchIndex * head.channels * anchors * DTYPES[dtype].bytes };
		const queueSearch = (): void => {
			ops.stream.launch(find, { grid, block: [THREADS, 1, 1] }, [words, data, chooser.count, chooser.keys]);
		};
		const read = chooser.queue(queueSearch, { rules: words, boxes: [data], extras: [data] });
		return { read: async () => take((await read()).slice().buffer, picture) };
	};
	return {
		readBackBytes: resultBytes,
		deviceBytes: planMemory.bytes,
		run: async (tensor, picture) => queue(tensor, picture).read(),
		queue,
		dispose: () => planMemory.dispose(),
	};
}

/** `Plan` of the kernel, and its tables. */
function planWords(head: YoloHead, rules: YoloRules, isHalf: boolean, most: number, extras: number): Int32Array {
	const { anchors, classCount, channelStep, anchorStep, objectness, grid } = head;
	const allowed = new Int32Array(Math.ceil(classCount / 32));
	for (const [label, isAllowed] of rules.allowed.entries()) {
		const word = label >> 5;
		allowed[word] = (allowed[word] as number) | (isAllowed << (label & 31));
	}
	const cells = grid === undefined ? [] : new Int32Array(grid.buffer, grid.byteOffset, grid.length);
	return Int32Array.from([
		...rulesWords(rules, rules.from, anchors * classCount),
		...[anchors, classCount, channelStep, anchorStep, 4 + objectness],
		...[isHalf ? 1 : 0, rules.isMultiLabel ? 1 : 0, grid === undefined ? -1 : allowed.length],
		...[extras, 4 + DETECTION_WORDS * most],
		...allowed,
		...cells,
	]);
}

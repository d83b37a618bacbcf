import { type DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { checkInteger, mismatch } from "../arguments.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import kernel from "../nms-indices/kernel.wgsl";
import { suppressionWords } from "../nms-indices/suppression-words.ts";
import { BUFFER_USAGE } from "../webgpu/buffer-usage.ts";
import { dispatch } from "../webgpu/dispatch.ts";
import floatBits from "../webgpu/float-bits.wgsl";
import type { Gpu } from "../webgpu/gpu.ts";
import { gpuBuffer } from "../webgpu/gpu-tensor.ts";
import { type GpuRead, ReadBack } from "../webgpu/read-back.ts";
import { submitAndRead } from "../webgpu/submit-and-read.ts";
import { workgroups } from "../webgpu/workgroups.ts";
import { checkYoloOptions, type YoloDetectionsPlanOptions } from "./check-yolo-options.ts";
import { detectionArrays, readDetection, type YoloDetection } from "./detection-arrays.ts";
import type { YoloPicture } from "./index.ts";
import candidates from "./kernel.wgsl";
import { DETECTION_WORDS, readResult } from "./read-result.ts";
import type { YoloHead } from "./yolo-head.ts";
import type { YoloRules } from "./yolo-rules.ts";

/** Options of {@link planYoloDetections} on the GPU: those of the CPU's plan. */
export type GpuYoloDetectionsOptions = Omit<YoloDetectionsPlanOptions, keyof RunsOn>;

/** A prepared `yoloDetections` on the GPU. */
export interface GpuYoloDetectionsPlan {
	/**
	 * What a head on the GPU holds: two dispatches, one submit; only what is kept is read back, 24 bytes each, and its
	 * keypoints and coefficients. Rejects with INVALID_ARGUMENT, DEVICE_LOST, DISPOSED.
	 */
	run(head: DeviceTensor, picture?: YoloPicture): Promise<YoloDetection[]>;
	/** The same into commands of the caller's, who submits them and then calls `read`. */
	encode(commands: GPUCommandEncoder, head: DeviceTensor, picture?: YoloPicture): GpuRead<YoloDetection[]>;
	/** Bytes that one run reads back. */
	readonly readBackBytes: number;
	/** Frees what the plan has on the GPU. Idempotent. */
	dispose(): void;
}

/** Bytes of a `Kept` of the kernel. */
const KEPT_BYTES = 32;
/** Words before the rules' own: as the kernel's constants name them. */
const TABLES = 22;

/** `yoloDetections` of the CPU on the GPU: the same detections in the same order, with its bits. Throws INVALID_ARGUMENT. */
export function planYoloDetections(gpu: Gpu, options: GpuYoloDetectionsOptions): GpuYoloDetectionsPlan {
	const { shape, dtype, head, rules, most } = checkYoloOptions(options);
	const { anchors, classCount, keypoints, keypointValues, maskCoefficients } = head;
	const extras = keypoints * keypointValues + maskCoefficients;
	const room = anchors * (rules.isMultiLabel ? classCount : 1);
	const readBackBytes = 16 + 4 * most * (DETECTION_WORDS + extras);
	const { storage, copySource, copyDestination, uniform } = BUFFER_USAGE;
	const plan = gpu.table("plan of detections", planWords(head, rules, most, extras));
	const call = gpu.buffer("call of detections", 16, uniform | copyDestination);
	const found = gpu.buffer("candidates of detections", 8 + 8 * room, storage | copyDestination);
	const kept = gpu.buffer("kept boxes of detections", KEPT_BYTES * most, storage);
	const result = gpu.buffer("detections", readBackBytes, storage | copySource);
	const readBack = new ReadBack(gpu, readBackBytes);
	const constants = { IS_HALF: dtype === "float16" ? 1 : 0, IS_MULTI_LABEL: rules.isMultiLabel ? 1 : 0 };
	const finding = gpu.pipeline("yolo", [floatBits, kernel, candidates], "find_anchors", constants);
	const choosing = gpu.pipeline("yolo", [floatBits, kernel, candidates], "choose", { IS_HALF: constants.IS_HALF });
	const arrays = detectionArrays(most);
	const take = (bytes: ArrayBuffer, { transform }: YoloPicture): YoloDetection[] => {
		const count = readResult(bytes, classCount, arrays);
		const numbers = new Float32Array(bytes, 16 + 4 * DETECTION_WORDS * most);
		const first = 4 + head.objectness + classCount;
		return Array.from({ length: count }, (_, at) =>
			readDetection(arrays, at, head, (channel) => numbers[at * extras + channel - first] as number, transform),
		);
	};
	const encode: GpuYoloDetectionsPlan["encode"] = (commands, tensor, picture = {}) => {
		gpu.check();
		const buffer = gpuBuffer(gpu, "as a head", tensor);
		if (tensor.dtype !== dtype || !shapeFits(tensor.shape, shape))
			throw mismatch(`${formatType(dtype, shape)} as planned`, formatType(tensor.dtype, tensor.shape));
		if (picture.batchIndex === undefined && head.batch !== 1)
			throw mismatch("`batchIndex`, which picture", `a head of ${head.batch} pictures [${shape}] without it`);
		const { batchIndex = 0 } = picture;
		checkInteger("batchIndex", batchIndex, 0, head.batch - 1);
		gpu.device.queue.writeBuffer(call, 0, Int32Array.of(batchIndex * head.channels * anchors));
		commands.clearBuffer(found, 0, 8);
		const searched = { 0: plan, 1: call, 2: found, 5: buffer };
		dispatch(gpu.device, commands, finding, searched, workgroups(anchors, 64));
		dispatch(gpu.device, commands, choosing, { ...searched, 3: result, 4: kept }, [1, 1]);
		return readBack.encode(commands, result, (bytes) => take(bytes, picture));
	};
	return {
		readBackBytes,
		run: async (tensor, picture) => submitAndRead(gpu, (commands) => encode(commands, tensor, picture)),
		encode,
		dispose() {
			for (const buffer of [plan, call, found, kept, result]) buffer.destroy();
			readBack.dispose();
		},
	};
}

function planWords(head: YoloHead, rules: YoloRules, most: number, extras: number): Int32Array {
	const { anchors, classCount, channelStep, anchorStep, objectness, grid } = head;
	const allowed = new Int32Array(Math.ceil(classCount / 32));
	for (const [label, isAllowed] of rules.allowed.entries()) {
		const word = label >> 5;
		allowed[word] = (allowed[word] as number) | (isAllowed << (label & 31));
	}
	const gridAt = grid === undefined ? 0 : TABLES + allowed.length;
	const cells = grid === undefined ? [] : new Int32Array(grid.buffer, grid.byteOffset, grid.length);
	return Int32Array.from([
		...suppressionWords(rules, rules.from, anchors * classCount),
		...[anchors, channelStep, anchorStep, classCount, 4 + objectness],
		...[TABLES, gridAt, extras, 4 + DETECTION_WORDS * most],
		...allowed,
		...cells,
	]);
}

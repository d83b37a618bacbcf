import { type DeviceTensor, formatType, halfToNumber, shapeFits, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, mismatch } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import type { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { checkYoloOptions, type YoloDetectionsOptions, type YoloDetectionsPlanOptions } from "./check-yolo-options.ts";
import { checkArrays, detectionArrays, readDetection, type YoloDetection } from "./detection-arrays.ts";
import { kernelYolo } from "./kernel-yolo.ts";
import { yoloDetectionsReference } from "./reference.ts";
import type { DetectionArrays, FindDetections } from "./yolo-rules.ts";

type AnyTensor = Tensor | TensorLike | DeviceTensor;

export type { YoloDetectionsOptions, YoloDetectionsPlanOptions };

/** Which picture a head is of. */
export interface YoloPicture {
	/** Number of the picture in its batch. Needed where the batch has more than one. */
	readonly batchIndex?: number;
	/** What `letterbox` gave: brings boxes and keypoints back into the source picture, and cuts boxes at its edges. */
	readonly transform?: LetterboxTransform;
}

/** A prepared {@link yoloDetections}. */
export interface YoloDetectionsPlan extends OpPlan<AnyTensor, YoloDetection[], never> {
	readonly implementation: string;
	/** As {@link yoloDetections}. `output` is not used: the detections are new objects. */
	run(head: AnyTensor, output?: undefined, picture?: YoloPicture): YoloDetection[];
	/**
	 * Allocates nothing: writes the detections into `output`, which has room for `maxDetections`, and gives how many. Boxes
	 * are in pixels of the model's picture.
	 */
	write(head: AnyTensor, output: DetectionArrays, batchIndex?: number): number;
}

/** Prepares {@link yoloDetections} for heads of one shape. Throws INVALID_ARGUMENT. */
export function planYoloDetections(options: YoloDetectionsPlanOptions): YoloDetectionsPlan {
	const { shape, dtype, head, rules, most } = checkYoloOptions(options);
	const chosen = chooseHost(options);
	const isHalf = dtype === "float16";
	const numberAt = (data: Float32Array | Uint16Array, offset: number) => (channel: number, anchor: number) => {
		const value = data[offset + channel * head.channelStep + anchor * head.anchorStep] as number;
		return isHalf ? halfToNumber(value) : value;
	};
	const find: FindDetections =
		chosen === undefined
			? (data, offset, output) => yoloDetectionsReference(numberAt(data, offset), head, rules, output)
			: kernelYolo(chosen, head, isHalf, rules, most);
	const prepare = (input: AnyTensor, batchIndex: number | undefined) => {
		const tensor = cpuTensor(input);
		if (tensor.dtype !== dtype || !shapeFits(tensor.shape, shape))
			throw mismatch(`${formatType(dtype, shape)} as planned`, formatType(tensor.dtype, tensor.shape));
		if (tensor.data.length !== tensor.size) throw mismatch("a head in memory", "one that was transferred away");
		if (batchIndex === undefined && head.batch !== 1)
			throw mismatch("`batchIndex`, which picture", `a head of ${head.batch} pictures [${shape}] without it`);
		const index = batchIndex ?? 0;
		checkInteger("batchIndex", index, 0, head.batch - 1);
		return { data: tensor.data as Float32Array | Uint16Array, offset: index * head.channels * head.anchors };
	};
	const own = detectionArrays(most);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, _output, { batchIndex, transform } = {}) {
			const { data, offset } = prepare(input, batchIndex);
			const count = find(data, offset, own);
			const value = numberAt(data, offset);
			return Array.from({ length: count }, (_, at) => readDetection(own, at, head, value, transform));
		},
		write(input, output, batchIndex) {
			checkArrays(output, most);
			const { data, offset } = prepare(input, batchIndex);
			return find(data, offset, output);
		},
	};
}

const plans = new PlanCache<YoloDetectionsPlan>();

/**
 * What a YOLO found: boxes above a threshold, one for each thing, by falling score, in pixels of the source picture where
 * `transform` is given, else of the model's. Takes float32 and float16. Keypoints and mask coefficients are read for the
 * detections only. Throws INVALID_ARGUMENT where the head does not fit the options.
 * Source: the outputs of Ultralytics' YOLOv5 and YOLOv8 and of Megvii's YOLOX, and the way their own programs read them.
 */
export function yoloDetections(head: AnyTensor, options: YoloDetectionsOptions & YoloPicture): YoloDetection[] {
	const { batchIndex, transform, ...rest } = options;
	const { shape, dtype } = cpuTensor(head);
	const make = () => planYoloDetections({ ...rest, shape, dtype: dtype as "float32" });
	const picture = {
		...(batchIndex === undefined ? {} : { batchIndex }),
		...(transform === undefined ? {} : { transform }),
	};
	return plans.get(planKey([shape, dtype, rest]), make).run(head, undefined, picture);
}

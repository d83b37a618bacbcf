import { deepStrictEqual } from "node:assert";
import { halfToNumber, type Tensor } from "@polyinfer/core";
import { openCudaOps } from "../../cuda/open-cuda-ops.ts";
import { checkYoloOptions } from "../../yolo-detections/check-yolo-options.ts";
import { type CudaYoloDetectionsOptions, planYoloDetections } from "../../yolo-detections/cuda.ts";
import { detectionArrays, readDetection } from "../../yolo-detections/detection-arrays.ts";
import { planYoloDetections as planOnCpu, type YoloPicture } from "../../yolo-detections/index.ts";
import { DETECTION_WORDS } from "../../yolo-detections/read-result.ts";
import { oneNan } from "../one-nan.ts";
import { LaunchRecorder } from "../record-launches.ts";
import type { RecordedLaunches } from "../recorded-launches.ts";
import { toCuda } from "../to-cuda.ts";

/** What `yoloDetections` does on CUDA, with what the reference finds as what is expected. */
export async function recordYoloDetections(
	options: CudaYoloDetectionsOptions,
	tensor: Tensor,
	picture: YoloPicture = {},
): Promise<RecordedLaunches> {
	const recorder = new LaunchRecorder();
	const ops = await openCudaOps({ cuda: recorder });
	const plan = await planYoloDetections(ops, options);
	const data = tensor.data as Float32Array;
	const head = toCuda(ops, options.dtype ?? "float32", data, tensor.shape);
	const { count, most, words, extras, detections } = resultOf(options, tensor, picture);
	recorder.answer(
		{ at: 0, elements: Int32Array.of(count) },
		{ at: 16, elements: words },
		{ at: 16 + 4 * DETECTION_WORDS * most, elements: extras },
	);
	deepStrictEqual(await plan.run(head, picture), detections);
	plan.dispose();
	return recorder.recorded();
}

function resultOf(options: CudaYoloDetectionsOptions, tensor: Tensor, { batchIndex = 0, transform }: YoloPicture) {
	const { head, most } = checkYoloOptions(options);
	const arrays = detectionArrays(most);
	const count = planOnCpu({ ...options, implementation: "reference" }).write(tensor, arrays, batchIndex);
	const words = new Int32Array(DETECTION_WORDS * count);
	const floats = new Float32Array(words.buffer);
	const width = head.keypoints * head.keypointValues + head.maskCoefficients;
	const extras = new Float32Array(count * width);
	const first = 4 + head.objectness + head.classCount;
	const data = tensor.data as Float32Array;
	const value = (channel: number, anchor: number): number => {
		const at = batchIndex * head.channels * head.anchors + channel * head.channelStep + anchor * head.anchorStep;
		return options.dtype === "float16" ? halfToNumber(data[at] as number) : (data[at] as number);
	};
	const detections = Array.from({ length: count }, (_, i) => readDetection(arrays, i, head, value, transform));
	for (let i = 0; i < count; i++) {
		const anchor = arrays.anchors[i] as number;
		words.set(new Int32Array(oneNan(arrays.boxes.subarray(4 * i, 4 * i + 4)).buffer), DETECTION_WORDS * i);
		floats[DETECTION_WORDS * i + 4] = arrays.scores[i] as number;
		words[DETECTION_WORDS * i + 5] = anchor * head.classCount + (arrays.classes[i] as number);
		for (let k = 0; k < width; k++) extras[i * width + k] = value(first + k, anchor);
	}
	return { count, most, words, extras, detections };
}

import { readFileSync } from "node:fs";
import {
	allocateTensor,
	planArgmax,
	planLetterbox,
	planNmsIndices,
	planNormalize,
	planYoloDetections,
	type TensorOptions,
} from "@polyinfer/ops";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { candidatesOf, kept, rowsOf } from "../boxes.ts";
import { floatsOf } from "../numbers.ts";
import { OWN, WASM } from "../peer-ids.ts";
import type { Detections } from "../work.ts";

type RunsOn = Pick<TensorOptions, "implementation" | "threads">;

/** `wasm` in a process that has no native code, as a page; else nothing. */
const wanted = process.argv[3] as RunsOn["implementation"];

let carriedOut: string | undefined;

const runsOn = (threads: number): RunsOn => ({ implementation: wanted ?? "native", threads });

/** Remembers what carries out the op. */
function noted<P extends { readonly implementation?: string }>(plan: P): P {
	carriedOut = plan.implementation;
	return plan;
}

/** Reads a head into arrays that are kept. */
function planDetections(work: Detections) {
	const { head, anchors, classes, confidence, iou, multiLabel, keep } = work;
	const shape = head === "yolov8" ? [1, 4 + classes, anchors] : [1, anchors, 5 + classes];
	const plan = noted(
		planYoloDetections({
			shape,
			head,
			classCount: classes,
			scoreThreshold: confidence,
			iouThreshold: iou,
			multiLabel: multiLabel === 1,
			maxDetections: keep,
			...runsOn(1),
		}),
	);
	const found = {
		boxes: allocateTensor("float32", [keep, 4]).data as Float32Array,
		scores: allocateTensor("float32", [keep]).data as Float32Array,
		classes: allocateTensor("int32", [keep]).data as Int32Array,
		anchors: allocateTensor("int32", [keep]).data as Int32Array,
	};
	let count = 0;
	return {
		read(data: Float32Array) {
			count = plan.write({ dtype: "float32", shape, data }, found);
		},
		output: () =>
			rowsOf(
				Array.from({ length: count }, (_, i) => [
					...found.boxes.subarray(i * 4, i * 4 + 4),
					found.scores[i] as number,
					found.classes[i] as number,
				]),
			),
	};
}

const ops: Ops = {
	letterbox({ width, height, stride, format, filter, size, threads }, next) {
		const source = { width, height, format };
		const plan = noted(
			planLetterbox({
				source,
				width: size,
				height: size,
				scale: 1 / 255,
				filter: filter === "area" ? "antialias" : "opencv-bilinear",
				...runsOn(threads),
			}),
		);
		const tensor = allocateTensor("float32", [1, 3, size, size]);
		return {
			run: () => plan.run({ data: next(), width, height, format, stride }, tensor),
			output: () => tensor.data,
		};
	},
	nv12({ width, height, size, threads }, next) {
		const source = { width, height, format: "nv12" as const };
		const plan = noted(planLetterbox({ source, width: size, height: size, scale: 1 / 255, ...runsOn(threads) }));
		const tensor = allocateTensor("float32", [1, 3, size, size]);
		return { run: () => plan.run({ data: next(), width, height, format: "nv12" }, tensor), output: () => tensor.data };
	},
	normalize({ width, height, threads }, next) {
		const source = { width, height, format: "rgb" as const };
		const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
		const plan = noted(planNormalize({ source, ...imagenet, ...runsOn(threads) }));
		const tensor = allocateTensor("float32", [1, 3, height, width]);
		return {
			run: () => plan.run({ data: next(), width, height, format: "rgb", stride: width * 3 }, tensor),
			output: () => tensor.data,
		};
	},
	detect(work, next) {
		const { read, output } = planDetections(work);
		return { run: () => read(floatsOf(next())), output };
	},
	pipeline(work, next) {
		const { width, height, size, threads } = work;
		const source = { width, height, format: "rgb" as const };
		const plan = noted(planLetterbox({ source, width: size, height: size, scale: 1 / 255, ...runsOn(threads) }));
		const tensor = allocateTensor("float32", [1, 3, size, size]);
		const { read, output } = planDetections(work);
		const bytes = readFileSync(work.netOutput);
		const head = allocateTensor("uint8", [bytes.length]).data as Uint8Array<ArrayBuffer>;
		head.set(bytes);
		return {
			run() {
				plan.run({ data: next(), width, height, format: "rgb", stride: width * 3 }, tensor);
				read(floatsOf(head));
			},
			output,
		};
	},
	nms({ iou, perClass, keep }, next) {
		const plan = noted(
			planNmsIndices({ iouThreshold: iou, perClass: perClass === 1, maxDetections: keep, ...runsOn(1) }),
		);
		const candidates = candidatesOf(next());
		const output = allocateTensor("int32", [candidates.scores.length]).data as Int32Array;
		let indices = output;
		return {
			run() {
				indices = plan.run(candidates, output);
			},
			output: () => kept(indices),
		};
	},
	argmax({ planes, pixels, threads }, next) {
		const shape = [1, planes, 1, pixels];
		const plan = noted(planArgmax({ shape, ...runsOn(threads) }));
		const map = allocateTensor("uint8", [1, pixels]);
		return {
			run: () => plan.run({ dtype: "float32", shape, data: floatsOf(next()) }, map),
			output: () => Float32Array.from(map.data),
		};
	},
};

await answerPlan(
	wanted === "wasm" ? WASM : OWN,
	ops,
	() => ({ "instruction set": carriedOut ?? "unknown" }),
	(bytes) => allocateTensor("uint8", [bytes]).data as Uint8Array<ArrayBuffer>,
);

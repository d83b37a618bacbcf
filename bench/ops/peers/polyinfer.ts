import {
	allocateTensor,
	planArgmax,
	planLetterbox,
	planNmsIndices,
	planNormalize,
	type TensorOptions,
} from "@polyinfer/ops";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { candidatesOf, kept } from "../boxes.ts";
import { floatsOf } from "../numbers.ts";
import { OWN, WASM } from "../peer-ids.ts";

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
			run: () => plan.run({ ...source, stride, data: next() }, tensor),
			output: () => tensor.data,
		};
	},
	nv12({ width, height, size, threads }, next) {
		const source = { width, height, format: "nv12" as const };
		const plan = noted(planLetterbox({ source, width: size, height: size, scale: 1 / 255, ...runsOn(threads) }));
		const tensor = allocateTensor("float32", [1, 3, size, size]);
		return { run: () => plan.run({ ...source, data: next() }, tensor), output: () => tensor.data };
	},
	normalize({ width, height, threads }, next) {
		const source = { width, height, format: "rgb" as const };
		const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
		const plan = noted(planNormalize({ source, ...imagenet, ...runsOn(threads) }));
		const tensor = allocateTensor("float32", [1, 3, height, width]);
		return {
			run: () => plan.run({ ...source, stride: width * 3, data: next() }, tensor),
			output: () => tensor.data,
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

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { rowsOf } from "../boxes.ts";
import { floatsOf } from "../numbers.ts";
import { ONNXRUNTIME } from "../peer-ids.ts";

// The library reads it when it is loaded.
process.env.ORT_DISABLE_TELEMETRY = "1";
const { env, InferenceSession, Tensor } = await import("onnxruntime-node");

function open(path: string, threads: number): ReturnType<typeof InferenceSession.create> {
	return InferenceSession.create(readFileSync(path), { intraOpNumThreads: threads, interOpNumThreads: 1 });
}

const ops: Ops = {
	async detect(plan, next) {
		const { input, anchors, classes, confidence, iou, keep, threads } = plan;
		const session = await open(join(dirname(input), "nms.onnx"), threads);
		// Taking boxes and scores apart is not counted.
		const head = floatsOf(next());
		const boxes = new Float32Array(anchors * 4);
		for (let i = 0; i < anchors; i++) for (let k = 0; k < 4; k++) boxes[i * 4 + k] = head[k * anchors + i] as number;
		const feeds = {
			boxes: new Tensor("float32", boxes, [1, anchors, 4]),
			scores: new Tensor("float32", head.slice(4 * anchors), [1, classes, anchors]),
			most: new Tensor("int64", BigInt64Array.of(BigInt(keep)), [1]),
			iou: new Tensor("float32", Float32Array.of(iou), [1]),
			least: new Tensor("float32", Float32Array.of(confidence), [1]),
		};
		let chosen = new BigInt64Array();
		return {
			async run() {
				chosen = (await session.run(feeds)).indices?.data as BigInt64Array<ArrayBuffer>;
			},
			output() {
				const rows = Array.from({ length: chosen.length / 3 }, (_, at) => {
					const [, its, i] = Array.from(chosen.subarray(at * 3, at * 3 + 3), Number) as [number, number, number];
					const [x, y, width, height] = boxes.subarray(i * 4) as unknown as [number, number, number, number];
					const score = head[(4 + its) * anchors + i] as number;
					return [x - width / 2, y - height / 2, x + width / 2, y + height / 2, score, its];
				});
				return rowsOf(rows).subarray(0, keep * 6);
			},
		};
	},
	async argmax({ input, planes, pixels, threads }, next) {
		const session = await open(join(dirname(input), "argmax.onnx"), threads);
		const scores = new Tensor("float32", floatsOf(next()), [planes, pixels]);
		let indices = new BigInt64Array();
		return {
			async run() {
				indices = (await session.run({ scores })).indices?.data as BigInt64Array<ArrayBuffer>;
			},
			output: () => Float32Array.from(indices, Number),
		};
	},
};

await answerPlan(ONNXRUNTIME, ops, () => ({ library: `ONNX Runtime ${env.versions.node}, 1 thread` }));

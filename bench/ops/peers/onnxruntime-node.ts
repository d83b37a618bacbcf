import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { floatsOf } from "../numbers.ts";
import { ONNXRUNTIME } from "../peer-ids.ts";

// The library reads it when it is loaded.
process.env.ORT_DISABLE_TELEMETRY = "1";
const { env, InferenceSession, Tensor } = await import("onnxruntime-node");

function open(path: string, threads: number): ReturnType<typeof InferenceSession.create> {
	return InferenceSession.create(readFileSync(path), { intraOpNumThreads: threads, interOpNumThreads: 1 });
}

const ops: Ops = {
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

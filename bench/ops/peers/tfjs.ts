import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { answerPlan, type Ops, type Timed } from "../answer-plan.ts";
import { DEVIATION, MEAN, PAD, place } from "../javascript/place.ts";
import { floatsOf } from "../numbers.ts";
import { TFJS } from "../peer-ids.ts";

setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
setThreadsCount(1);
await tf.setBackend("wasm");

/** Reads the result back, as one has to: the next call waits for it. */
function readBack(compute: () => tf.Tensor): Timed {
	let numbers: ArrayLike<number> = [];
	return {
		run() {
			const result = tf.tidy(compute);
			numbers = result.dataSync();
			result.dispose();
		},
		output: () => Float32Array.from(numbers),
	};
}

const ops: Ops = {
	letterbox({ width, height, size }, next) {
		const inner = place(width, height, size);
		const margins: [number, number][] = [
			[inner.top, size - inner.height - inner.top],
			[inner.left, size - inner.width - inner.left],
			[0, 0],
		];
		return readBack(() => {
			const picture = tf.tensor3d(next(), [height, width, 3], "int32");
			const small = tf.image.resizeBilinear(picture, [inner.height, inner.width], false, true);
			return tf.transpose(tf.div(tf.pad(small, margins, PAD), 255), [2, 0, 1]);
		});
	},
	normalize({ width, height }, next) {
		return readBack(() => {
			const picture = tf.div(tf.tensor3d(next(), [height, width, 3], "float32"), 255);
			return tf.transpose(tf.div(tf.sub(picture, [...MEAN]), [...DEVIATION]), [2, 0, 1]);
		});
	},
	argmax({ planes, pixels }, next) {
		// The input stays where it is, like everybody's.
		const scores = tf.tensor2d(floatsOf(next()), [planes, pixels]);
		return readBack(() => tf.argMax(scores, 0));
	},
};

await answerPlan(TFJS, ops, async () => {
	const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
	return { library: `TensorFlow.js ${tf.version_core}, 1 thread`, "vector code": simd ? "on" : "off" };
});

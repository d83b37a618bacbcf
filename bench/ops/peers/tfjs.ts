import { createRequire } from "node:module";
import { dirname } from "node:path";
import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { answerPlan, type Ops, type Timed } from "../answer-plan.ts";
import { rowsOf } from "../boxes.ts";
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

/** Boxes of different classes are moved apart. */
const APART = 7680;

/** Of each anchor of a YOLOv8 head the corners, moved apart, the best score and its class. */
function decodeHead(data: Float32Array, anchors: number, classes: number): tf.Tensor[] {
	const head = tf.tensor2d(data, [4 + classes, anchors]);
	const scores = tf.slice(head, [4, 0], [classes, anchors]);
	const its = tf.argMax(scores, 0);
	const move = tf.expandDims(tf.mul(tf.cast(its, "float32"), APART), 0);
	const [x, y, width, height] = tf.split(tf.slice(head, [0, 0], [4, anchors]), 4, 0) as [
		tf.Tensor,
		tf.Tensor,
		tf.Tensor,
		tf.Tensor,
	];
	const [middleX, middleY] = [tf.add(x, move), tf.add(y, move)];
	const [halfX, halfY] = [tf.mul(width, 0.5), tf.mul(height, 0.5)];
	const sides = [tf.sub(middleY, halfY), tf.sub(middleX, halfX), tf.add(middleY, halfY), tf.add(middleX, halfX)];
	return [tf.transpose(tf.concat(sides, 0)), tf.max(scores, 0), its];
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
	detect({ anchors, classes, confidence, iou, keep }, next) {
		let found: tf.Tensor[] = [];
		let indices: ArrayLike<number> = [];
		return {
			async run() {
				tf.dispose(found);
				found = tf.tidy(() => decodeHead(floatsOf(next()), anchors, classes));
				const [apart, sure] = found as [tf.Tensor2D, tf.Tensor1D];
				const chosen = await tf.image.nonMaxSuppressionAsync(apart, sure, keep, iou, confidence);
				indices = chosen.dataSync();
				chosen.dispose();
			},
			output() {
				const [apart, sure, its] = found.map((tensor) => tensor.dataSync());
				const rows = Array.from(indices, (i) => {
					const move = (its?.[i] as number) * APART;
					const [top, left, bottom, right] = Array.from(apart?.slice(i * 4, i * 4 + 4) ?? [], (side) => side - move);
					return [left, top, right, bottom, sure?.[i], its?.[i]] as number[];
				});
				return rowsOf(rows);
			},
		};
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

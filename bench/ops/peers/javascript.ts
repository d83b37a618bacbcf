import { answerPlan, type Ops } from "../answer-plan.ts";
import { candidatesOf, kept, rowsOf } from "../boxes.ts";
import { decode, foundOf, rowOf, suppress } from "../javascript/detect.ts";
import * as plain from "../javascript/plain.ts";
import * as tuned from "../javascript/tuned.ts";
import { floatsOf } from "../numbers.ts";
import { PLAIN, TUNED } from "../peer-ids.ts";

/** A result that is new each time. */
function fresh<T>(compute: () => T, numbers: (result: T) => Float32Array) {
	let result: T;
	return {
		run() {
			result = compute();
		},
		output: () => numbers(result),
	};
}

const same = (numbers: Float32Array): Float32Array => numbers;

const plainOps: Ops = {
	letterbox: ({ width, height, size }, next) => fresh(() => plain.letterbox(next(), width, height, size), same),
	normalize: ({ width, height }, next) => fresh(() => plain.normalize(next(), width * height), same),
	argmax: ({ planes, pixels }, next) =>
		fresh(
			() => plain.argmax(floatsOf(next()), planes, pixels),
			(classes) => Float32Array.from(classes),
		),
	detect(plan, next) {
		const threshold = { confidence: plan.confidence, isMultiLabel: plan.multiLabel === 1 };
		return fresh(
			() => suppress(decode(floatsOf(next()), plan, threshold), plan.iou, true, plan.keep),
			(found) => rowsOf(found.map(rowOf)),
		);
	},
	nms({ iou, perClass, keep }, next) {
		const found = foundOf(candidatesOf(next()));
		return fresh(
			() => suppress(found, iou, perClass === 1, keep),
			(some) => kept(some.map(({ index }) => index)),
		);
	},
};

const tunedOps: Ops = {
	letterbox({ width, height, size }, next) {
		const tensor = new Float32Array(3 * size * size);
		const fill = tuned.letterbox(width, height, size, tensor);
		return { run: () => fill(next()), output: () => tensor };
	},
	normalize({ width, height }, next) {
		const tensor = new Float32Array(3 * width * height);
		const fill = tuned.normalize(width * height, tensor);
		return { run: () => fill(next()), output: () => tensor };
	},
	argmax({ planes, pixels }, next) {
		const classes = new Uint8Array(pixels);
		const fill = tuned.argmax(planes, pixels, classes);
		return { run: () => fill(floatsOf(next())), output: () => Float32Array.from(classes) };
	},
};

const isPlain = process.argv[3] === "plain";
await answerPlan(isPlain ? PLAIN : TUNED, isPlain ? plainOps : tunedOps, () => ({
	engine: `V8 ${process.versions.v8}, 1 thread`,
}));

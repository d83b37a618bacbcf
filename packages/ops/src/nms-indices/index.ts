import { type DeviceTensor, formatType, type Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { checkNmsIndices, type NmsIndicesOptions } from "./check-nms-indices.ts";
import { kernelIndices } from "./kernel-indices.ts";
import { nmsIndicesReference } from "./reference.ts";

type AnyTensor = Tensor | TensorLike | DeviceTensor;

/** Boxes among which {@link nmsIndices} chooses. */
export interface ScoredBoxes {
	/** Left, top, right and bottom of each: float32 [n, 4] or [1, n, 4], or 4 * n numbers. */
	readonly boxes: Float32Array | AnyTensor;
	/** float32 [n] or [1, n], or n numbers. */
	readonly scores: Float32Array | AnyTensor;
	/** One integer a box: int32 [n] or [1, n], or n numbers. Without them all are of one class. */
	readonly classes?: Int32Array | AnyTensor;
}

export type { NmsIndicesOptions };

/** A prepared {@link nmsIndices}. Its `run` returns a view of the output that it is given. */
export interface NmsIndicesPlan extends OpPlan<ScoredBoxes, Int32Array> {
	readonly implementation: string;
}

/** Prepares {@link nmsIndices}. Throws INVALID_ARGUMENT, and UNAVAILABLE for an implementation that is not here. */
export function planNmsIndices(options: NmsIndicesOptions = {}): NmsIndicesPlan {
	const { rules, from } = checkNmsIndices(options);
	const chosen = chooseHost(options);
	const choose = chosen === undefined ? nmsIndicesReference : kernelIndices(chosen);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, output) {
			if (typeof input !== "object" || input === null) throw unexpected("an object of boxes and scores", input);
			const scores = numbers("scores", input.scores, "float32", undefined) as Float32Array;
			const count = scores.length;
			const boxes = numbers("boxes", input.boxes, "float32", count, 4) as Float32Array;
			const classes =
				input.classes === undefined ? undefined : (numbers("classes", input.classes, "int32", count) as Int32Array);
			const most = Math.min(count, rules.maxCandidates, rules.maxDetections);
			if (output !== undefined && !(output instanceof Int32Array && output.length >= most))
				throw unexpected(`an Int32Array of ${most} numbers or more as output`, output);
			const indices = output ?? allocate(() => new Int32Array(most));
			return indices.subarray(0, choose(boxes, scores, classes, count, from, rules, indices));
		},
	};
}

const plans = new PlanCache<NmsIndicesPlan>();

/**
 * Indices of the boxes that greedy non-maximum suppression keeps, by falling score, the lower index first among equal
 * ones. Equals torchvision's `nms` and, with classes, `batched_nms` where that does not round coordinates by its offsets;
 * with `arithmetic: "opencv"` OpenCV's `NMSBoxes`. A box with a number that is not finite overlaps nothing, unless it is
 * OpenCV's. Takes tens of thousands of boxes. Throws INVALID_ARGUMENT.
 */
export function nmsIndices(input: ScoredBoxes, options: NmsIndicesOptions = {}): Int32Array {
	return plans.get(planKey([options]), () => planNmsIndices(options)).run(input);
}

/** The numbers of an array or tensor of `count` rows of `columns`; `undefined`: of any number. Throws INVALID_ARGUMENT. */
function numbers(
	name: string,
	value: Float32Array | Int32Array | AnyTensor,
	dtype: "float32" | "int32",
	count: number | undefined,
	columns?: number,
): Float32Array | Int32Array {
	const shape = [...(count === undefined ? [] : [count]), ...(columns === undefined ? [] : [columns])];
	const expected = `${dtype} [${[count ?? "n", ...(columns === undefined ? [] : [columns])]}] for \`${name}\``;
	const kind = dtype === "float32" ? Float32Array : Int32Array;
	if (ArrayBuffer.isView(value)) {
		const length = shape.reduce((product, side) => product * side, 1);
		if (!(value instanceof kind)) throw mismatch(expected, value.constructor.name);
		if (count !== undefined && value.length !== length)
			throw mismatch(`${expected}, ${length} numbers,`, `${value.length} numbers`);
		return value;
	}
	const tensor = cpuTensor(value);
	const axes = tensor.shape[0] === 1 && tensor.shape.length > (columns === undefined ? 1 : 2) ? 1 : 0;
	const own = tensor.shape.slice(axes);
	const fits = count === undefined ? own.length === 1 : `${own}` === `${shape}`;
	if (tensor.dtype !== dtype || !fits) throw mismatch(expected, formatType(tensor.dtype, tensor.shape));
	if (tensor.data.length !== tensor.size) throw mismatch(expected, "a tensor whose memory was transferred away");
	return tensor.data as Float32Array | Int32Array;
}

import { type DeviceTensor, elementCount, formatType, shapeFits, Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { checkInteger, checkKeys, mismatch, unexpected } from "../arguments.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { writableTensor } from "../to-tensor/writable-tensor.ts";
import { softmaxReference } from "./reference.ts";

/** Options of {@link softmax}. */
export interface SoftmaxOptions {
	/** Counted from the end where negative. Default: -1. */
	readonly axis?: number;
}

/** Options of {@link planSoftmax}. */
export interface SoftmaxPlanOptions extends SoftmaxOptions {
	readonly shape: readonly number[];
}

/** A prepared {@link softmax}. */
export type SoftmaxPlan = OpPlan<Tensor | TensorLike | DeviceTensor, Tensor<"float32">, Tensor | TensorLike>;

/** Prepares {@link softmax} for tensors of one shape. Throws INVALID_ARGUMENT. */
export function planSoftmax(options: SoftmaxPlanOptions): SoftmaxPlan {
	checkKeys("softmax", options, ["shape", "axis"]);
	const { shape, axis = -1 } = options;
	const size = elementCount(shape);
	if (size < 0 || shape.length === 0) throw unexpected("a shape of one axis and more", shape);
	checkInteger("axis", axis, -shape.length, shape.length - 1);
	const at = axis < 0 ? axis + shape.length : axis;
	const length = shape[at] as number;
	const inner = elementCount(shape.slice(at + 1));
	const outer = elementCount(shape.slice(0, at));
	const scratch = new Float64Array(length);
	return {
		run(input, output) {
			const tensor = cpuTensor(input);
			if (!shapeFits(tensor.shape, shape))
				throw mismatch(`a tensor of shape [${shape}] as planned`, formatType(tensor.dtype, tensor.shape));
			const target =
				output === undefined
					? new Tensor(
							"float32",
							allocate(() => new Float32Array(size)),
							shape,
						)
					: (writableTensor(output, "float32", shape) as Tensor<"float32">);
			softmaxReference(floatNumbers(tensor), target.data, outer, length, inner, scratch);
			return target;
		},
	};
}

const plans = new PlanCache<SoftmaxPlan>();

/**
 * Probabilities from logits along one axis, as float32 of the same shape. Takes float32, float64, float16 and bfloat16;
 * writes into `output` where one is given, which may be the input itself. Throws INVALID_ARGUMENT.
 */
export function softmax(
	input: Tensor | TensorLike | DeviceTensor,
	options: SoftmaxOptions = {},
	output?: Tensor | TensorLike,
): Tensor<"float32"> {
	const { shape } = cpuTensor(input);
	const plan = plans.get(planKey([shape, options]), () => planSoftmax({ ...options, shape }));
	return plan.run(input, output);
}

import { type DeviceTensor, formatType, shapeFits, Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { mismatch } from "../arguments.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { writableTensor } from "../to-tensor/writable-tensor.ts";
import { checkSoftmax, type SoftmaxOptions, type SoftmaxPlanOptions } from "./check-softmax.ts";
import { softmaxReference } from "./reference.ts";

export type { SoftmaxOptions, SoftmaxPlanOptions };

/** A prepared {@link softmax}. */
export type SoftmaxPlan = OpPlan<Tensor | TensorLike | DeviceTensor, Tensor<"float32">, Tensor | TensorLike>;

/** Prepares {@link softmax} for tensors of one shape. Throws INVALID_ARGUMENT. */
export function planSoftmax(options: SoftmaxPlanOptions): SoftmaxPlan {
	const { shape, size, outer, length, inner } = checkSoftmax(options);
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

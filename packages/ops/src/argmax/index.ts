import { type DeviceTensor, formatType, shapeFits, Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { writableTensor } from "../to-tensor/writable-tensor.ts";
import { planFindClasses } from "./argmax-kernel.ts";
import { type ArgmaxOptions, type ArgmaxPlanOptions, checkArgmax } from "./check-argmax.ts";

export type { ArgmaxOptions, ArgmaxPlanOptions };

/** A class map: the class of every pixel, `[height, width]`. */
export type ClassMap = Tensor<"uint8"> | Tensor<"int32">;

/** A prepared {@link argmax}. */
export type ArgmaxPlan = OpPlan<Tensor | TensorLike | DeviceTensor, ClassMap, Tensor | TensorLike>;

/** Prepares {@link argmax} for tensors of one shape. Throws INVALID_ARGUMENT. */
export function planArgmax(options: ArgmaxPlanOptions): ArgmaxPlan {
	const { shape, dtype, planar, classes, width, height } = checkArgmax(options);
	const chosen = chooseHost(options);
	const find = planFindClasses({ classes, pixels: width * height, planar }, dtype === "uint8" ? 1 : 4, chosen);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, output) {
			const scores = cpuTensor(input);
			if (!shapeFits(scores.shape, shape))
				throw mismatch(`a tensor of shape [${shape}] as planned`, formatType(scores.dtype, scores.shape));
			const map = output === undefined ? newMap(dtype, height, width) : writableTensor(output, dtype, [height, width]);
			find(scores, map.data as Uint8Array | Int32Array);
			return map as ClassMap;
		},
	};
}

function newMap(dtype: "uint8" | "int32", height: number, width: number): Tensor {
	const make = () => (dtype === "uint8" ? new Uint8Array(height * width) : new Int32Array(height * width));
	return new Tensor(dtype, allocate(make), [height, width]);
}

const plans = new PlanCache<ArgmaxPlan>();

/**
 * The class map of a segmentation model: the class of the highest score of every pixel, the lowest one among equal scores.
 * Takes float32 and float16, and by the reference float64 and bfloat16. NaN never wins, but is never beaten as class 0: what
 * comparing one class after another by `>` gives. Writes into `output` where one is given. Throws INVALID_ARGUMENT.
 */
export function argmax(
	input: Tensor | TensorLike | DeviceTensor,
	options: ArgmaxOptions = {},
	output?: Tensor | TensorLike,
): ClassMap {
	const { shape } = cpuTensor(input);
	if (typeof options !== "object" || options === null) throw unexpected("an object of options", options);
	const plan = plans.get(planKey([shape, options]), () => planArgmax({ ...options, shape }));
	return plan.run(input, output);
}

import { type DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import { checkOutput } from "../cuda/check-output.ts";
import type { CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { cudaMemory, intoCudaTensor } from "../cuda/cuda-tensor.ts";
import { KEY_TEXTS } from "../nms-indices/choose-text.ts";
import { checkSoftmax, type SoftmaxPlanOptions } from "./check-softmax.ts";
import exp64 from "./exp64.cuh";
import source from "./kernel.cu";

/** Options of {@link planSoftmax} on CUDA: those of the CPU's plan, and the element type of the input. */
export interface CudaSoftmaxOptions extends SoftmaxPlanOptions {
	/** Default: `"float32"`. */
	readonly dtype?: "float32" | "float16";
}

/** A prepared `softmax` on an NVIDIA GPU. */
export interface CudaSoftmaxPlan {
	/**
	 * Queues one launch; gives `output`, which may be an input of float32 itself, or a new float32 tensor, which whoever has
	 * it disposes. Throws INVALID_ARGUMENT, OUT_OF_MEMORY, DEVICE_LOST, DISPOSED.
	 */
	run(input: DeviceTensor, output?: DeviceTensor): DeviceTensor;
}

const text = { name: "softmax", source, headers: { ...KEY_TEXTS, "../softmax/exp64.cuh": exp64 } };
const THREADS = 256;
/** Lines this short are better one a thread, wherever they lie; so are that many lines side by side. */
const SHORT_LINE = 16;
const MANY_LINES = 2048;

/**
 * `softmax` of the CPU on an NVIDIA GPU, with the bits that it has where `Math.exp` is that of V8 for x64. Rejects with
 * INVALID_ARGUMENT, UNAVAILABLE, DISPOSED.
 */
export async function planSoftmax(ops: CudaOps, options: CudaSoftmaxOptions): Promise<CudaSoftmaxPlan> {
	checkKeys("softmax", options, ["shape", "axis", "dtype"]);
	const { dtype = "float32", ...rest } = options;
	checkWord("dtype", dtype, ["float32", "float16"]);
	const { shape, size, outer, length, inner } = checkSoftmax(rest);
	if (size >= 2 ** 32) throw mismatch("fewer than 2^32 numbers", `${size}`);
	const lines = outer * inner;
	const isColumns = length <= SHORT_LINE || (inner > 1 && lines >= MANY_LINES);
	const [kernel] = await ops.kernels(text, [isColumns ? "softmax_columns" : "softmax_lines"] as const);
	const launch = isColumns ? blocks(lines, THREADS) : blocks(lines * THREADS, THREADS);
	const sizes = [...(isColumns ? [lines] : []), length, inner].map((uint32) => ({ uint32 }));
	return {
		run(input, output) {
			ops.check();
			const from = cudaMemory(ops, "as input", input);
			if (input.dtype !== dtype || !shapeFits(input.shape, shape))
				throw mismatch(`${formatType(dtype, shape)} as planned`, formatType(input.dtype, input.shape));
			if (output !== undefined) checkOutput(ops, output, "float32", shape, undefined);
			return intoCudaTensor(ops, "float32", shape, output, (result) => {
				const to = result.handle as CudaMemory;
				const isHalf = { int32: dtype === "float16" ? 1 : 0 };
				if (size > 0) ops.stream.launch(kernel, launch, [from, to, isHalf, ...sizes]);
			});
		},
	};
}

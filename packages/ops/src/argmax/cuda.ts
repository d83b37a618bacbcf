import { type DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import { checkOutput } from "../cuda/check-output.ts";
import type { CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { cudaMemory, intoCudaTensor } from "../cuda/cuda-tensor.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { KEY_TEXTS } from "../nms-indices/choose-text.ts";
import { type ArgmaxPlanOptions, checkArgmax } from "./check-argmax.ts";
import source from "./kernel.cu";

/** Options of {@link planArgmax} on CUDA: those of the CPU's plan, and the element type of the scores. */
export interface CudaArgmaxOptions extends Omit<ArgmaxPlanOptions, keyof RunsOn> {
	/** Default: `"float32"`. */
	readonly scores?: "float32" | "float16";
}

/** A prepared `argmax` on an NVIDIA GPU. */
export interface CudaArgmaxPlan {
	/**
	 * Queues one launch; gives `output`, or a new class map, `[height, width]`, which whoever has it disposes. Throws
	 * INVALID_ARGUMENT, OUT_OF_MEMORY, DEVICE_LOST, DISPOSED.
	 */
	run(scores: DeviceTensor, output?: DeviceTensor): DeviceTensor;
}

const text = { name: "argmax", source, headers: KEY_TEXTS };
/** Threads of a block, where the scores of a class are a plane and where those of a pixel are side by side. */
const PLANE_THREADS = 256;
const ROW_THREADS = 128;
/** Pixels of a thread, and what memory has to begin at a multiple of for it. */
const PIXELS = 4;
const ALIGNMENT = 16n;

/** `argmax` of the CPU on an NVIDIA GPU: the same classes. Rejects with INVALID_ARGUMENT, UNAVAILABLE, DISPOSED. */
export async function planArgmax(ops: CudaOps, options: CudaArgmaxOptions): Promise<CudaArgmaxPlan> {
	checkKeys("argmax", options, ["shape", "layout", "dtype", "scores"]);
	const { scores: given = "float32", ...rest } = options;
	checkWord("scores", given, ["float32", "float16"]);
	const { shape, dtype, planar, classes, width, height } = checkArgmax(rest);
	const pixels = width * height;
	const names = [planar ? "argmax_planes" : "argmax_rows", "argmax_planes_by_four"] as const;
	const [single, byFour] = await ops.kernels(text, names);
	const isAligned = ({ pointer }: CudaMemory): boolean => pointer % ALIGNMENT === 0n;
	return {
		run(scores, output) {
			ops.check();
			const from = cudaMemory(ops, "as scores", scores);
			if (scores.dtype !== given || !shapeFits(scores.shape, shape))
				throw mismatch(`${given} [${shape}] as scores`, formatType(scores.dtype, scores.shape));
			if (output !== undefined) checkOutput(ops, output, dtype, [height, width], undefined);
			return intoCudaTensor(ops, dtype, [height, width], output, (map) => {
				const to = map.handle as CudaMemory;
				const isFourfold = planar && pixels % PIXELS === 0 && isAligned(from) && isAligned(to);
				const launch = blocks(pixels / (isFourfold ? PIXELS : 1), planar ? PLANE_THREADS : ROW_THREADS);
				const flags = [{ int32: given === "float16" ? 1 : 0 }, { int32: dtype === "uint8" ? 1 : 0 }];
				const args = [from, to, ...flags, { uint32: pixels }, { int32: classes }];
				ops.stream.launch(isFourfold ? byFour : single, launch, args);
			});
		},
	};
}

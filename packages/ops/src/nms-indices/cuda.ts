import { type DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { checkInteger, mismatch, unexpected } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import type { CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { CudaRead } from "../cuda/cuda-read.ts";
import { cudaMemory } from "../cuda/cuda-tensor.ts";
import { PlanMemory } from "../cuda/plan-memory.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { CandidateChooser } from "./candidate-chooser.ts";
import { checkNmsIndices, type NmsIndicesOptions } from "./check-nms-indices.ts";
import { CHOOSE_TEXTS } from "./choose-text.ts";
import source from "./kernel.cu";
import { rulesWords } from "./rules-words.ts";

/** Options of {@link planNmsIndices} on CUDA: those of the CPU's plan, and how many boxes there are. */
export interface CudaNmsIndicesOptions extends Omit<NmsIndicesOptions, keyof RunsOn> {
	readonly count: number;
}

/** Boxes on an NVIDIA GPU. */
export interface CudaScoredBoxes {
	/** float32 [count, 4]: left, top, right, bottom. */
	readonly boxes: DeviceTensor;
	/** float32 [count]. */
	readonly scores: DeviceTensor;
	/** int32 [count]. Without them all are of one class. */
	readonly classes?: DeviceTensor;
}

/** A prepared `nmsIndices` on an NVIDIA GPU. */
export interface CudaNmsIndicesPlan {
	/** Queues all of it at once; reads the kept indices back. Rejects with INVALID_ARGUMENT, DEVICE_LOST, DISPOSED. */
	run(input: CudaScoredBoxes): Promise<Int32Array>;
	/** Queues the launches alone, which a stream can capture. Throws INVALID_ARGUMENT, DEVICE_LOST, DISPOSED. */
	queue(input: CudaScoredBoxes): CudaRead<Int32Array>;
	/** Bytes that one run reads back. */
	readonly readBackBytes: number;
	/** Bytes that the plan has on the device: up to 64 a box, and little more than 8 MiB. */
	readonly deviceBytes: number;
	/** Gives back what the plan has on the device. Idempotent. */
	dispose(): void;
}

/** Threads of a block of the search. */
const THREADS = 256;
const text = { name: "nmsIndices", source, headers: CHOOSE_TEXTS };

/**
 * `nmsIndices` of the CPU on an NVIDIA GPU: the same indices in the same order, by either arithmetic. Rejects with
 * INVALID_ARGUMENT, UNAVAILABLE, OUT_OF_MEMORY, DISPOSED.
 */
export async function planNmsIndices(ops: CudaOps, options: CudaNmsIndicesOptions): Promise<CudaNmsIndicesPlan> {
	const { count, ...rest } = options;
	checkInteger("count", count, 0, 2 ** 28);
	const { rules, from } = checkNmsIndices(rest);
	const isOpencv = rules.overlap.arithmetic === "opencv";
	const most = Math.min(count, rules.maxCandidates, rules.maxDetections);
	const readBackBytes = 16 + 4 * most;
	const [find, sort, merge, choose, place, overlap, pick] = await ops.kernels(text, [
		"nms_find",
		"nms_sort",
		"nms_merge",
		isOpencv ? "nms_choose_opencv" : "nms_choose",
		"nms_place",
		isOpencv ? "nms_overlap_opencv" : "nms_overlap",
		"nms_pick",
	] as const);
	const sizes = { capacity: count, most, rules, resultBytes: readBackBytes };
	const planMemory = new PlanMemory(ops);
	const chooser = new CandidateChooser(ops, planMemory, { sort, merge, choose, place, overlap, pick }, sizes);
	const words = planMemory.table(rulesWords(rules, from, count));
	const queue: CudaNmsIndicesPlan["queue"] = (input) => {
		ops.check();
		if (typeof input !== "object" || input === null) throw unexpected("an object of boxes and scores", input);
		const boxes = inputMemory(ops, "boxes", input.boxes, "float32", [count, 4]);
		const scores = inputMemory(ops, "scores", input.scores, "float32", [count]);
		const classes = input.classes && inputMemory(ops, "classes", input.classes, "int32", [count]);
		const labels = rules.perClass && classes !== undefined ? classes : { uint64: 0n };
		const search = (): void => {
			const args = [words, scores, { uint32: count }, chooser.count, chooser.keys];
			ops.stream.launch(find, blocks(count, THREADS), args);
		};
		const read = chooser.queue(search, { rules: words, boxes: [boxes, labels], extras: [] });
		return {
			async read() {
				const bytes = await read();
				const [length = 0] = new Uint32Array(bytes.slice(0, 4).buffer);
				return new Int32Array(bytes.slice(16, 16 + 4 * length).buffer);
			},
		};
	};
	return {
		readBackBytes,
		deviceBytes: planMemory.bytes,
		run: async (input) => queue(input).read(),
		queue,
		dispose: () => planMemory.dispose(),
	};
}

function inputMemory(
	ops: CudaOps,
	name: string,
	tensor: DeviceTensor,
	dtype: "float32" | "int32",
	shape: readonly number[],
): CudaMemory {
	const memory = cudaMemory(ops, `for \`${name}\``, tensor);
	const fits = shapeFits(tensor.shape, shape) || shapeFits(tensor.shape, [1, ...shape]);
	if (tensor.dtype !== dtype || !fits)
		throw mismatch(`${formatType(dtype, shape)} for \`${name}\``, formatType(tensor.dtype, tensor.shape));
	return memory;
}

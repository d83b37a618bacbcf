import { type DeviceTensor, formatType } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch } from "../arguments.ts";
import type { CudaArgument } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import { cudaMemory } from "../cuda/cuda-tensor.ts";
import { PlanMemory } from "../cuda/plan-memory.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { SORT_TEXTS } from "../nms-indices/choose-text.ts";
import { SORT_THREADS, SortedRuns } from "../nms-indices/sorted-runs.ts";
import { checkOneLine, checkTopK, type Ranked, rank, type TopKPlanOptions } from "./check-top-k.ts";
import source from "./kernel.cu";

/** Options of {@link planTopK} on CUDA: those of the CPU's plan, and the element type of the scores. */
export interface CudaTopKOptions extends Omit<TopKPlanOptions, keyof RunsOn> {
	/** Default: `"float32"`. */
	readonly scores?: "float32" | "float16";
}

/** A prepared `topK` on an NVIDIA GPU. */
export interface CudaTopKPlan {
	/** Queues all of it at once; reads 8 bytes a class back. Rejects with INVALID_ARGUMENT, DEVICE_LOST, DISPOSED. */
	run(scores: DeviceTensor): Promise<readonly Ranked[]>;
	/** Gives back what the plan has on the device. Idempotent. */
	dispose(): void;
}

const text = { name: "topK", source, headers: SORT_TEXTS };
/** Bytes of a class that is found: its index and its score. */
const RANKED_BYTES = 8;

/**
 * `topK` of the CPU on an NVIDIA GPU: the same classes in the same order. Rejects with INVALID_ARGUMENT, UNAVAILABLE,
 * OUT_OF_MEMORY, DISPOSED.
 */
export async function planTopK(ops: CudaOps, options: CudaTopKOptions): Promise<CudaTopKPlan> {
	checkKeys("topK", options, ["size", "k", "labels", "scores"]);
	const { scores: dtype = "float32", ...rest } = options;
	checkWord("scores", dtype, ["float32", "float16"]);
	const wanted = checkTopK(rest);
	const { size, labels } = rest;
	const [sort, merge, take] = await ops.kernels(text, ["top_k_sort", "top_k_merge", "top_k_take"] as const);
	const planMemory = new PlanMemory(ops);
	const runs = new SortedRuns(ops, planMemory, size, { sort, merge });
	const result = planMemory.memory(RANKED_BYTES * wanted);
	return {
		async run(tensor) {
			ops.check();
			const memory = cudaMemory(ops, "as scores", tensor);
			if (tensor.dtype !== dtype) throw mismatch(`${dtype} scores`, formatType(tensor.dtype, tensor.shape));
			checkOneLine(tensor, size);
			if (wanted === 0) return [];
			const scores: CudaArgument[] = [memory, { int32: dtype === "float16" ? 1 : 0 }, { uint32: size }];
			const sorted = runs.queue(scores, { uint32: size });
			const given = [...scores, { uint32: wanted }, { uint32: runs.level }, sorted, result];
			ops.stream.launch(take, { grid: [1, 1, 1], block: [SORT_THREADS, 1, 1] }, given);
			const bytes = (await ops.stream.download(result, 0, RANKED_BYTES * wanted)).slice().buffer;
			const [indices, found] = [new Uint32Array(bytes), new Float32Array(bytes)];
			return Array.from({ length: wanted }, (_, i) =>
				rank(indices[2 * i] as number, found[2 * i + 1] as number, labels),
			);
		},
		dispose: () => planMemory.dispose(),
	};
}

import { blocks } from "../cuda/blocks.ts";
import type { CudaArgument, CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { PlanMemory } from "../cuda/plan-memory.ts";

/** Threads of the blocks that sort and choose, and keys of a run: as in `sorted_runs.cuh`. */
export const SORT_THREADS = 1024;
const RUN_KEYS = 2048;
const MERGE_THREADS = 256;
const KEY_BYTES = 8;

/** Up to so many keys in memory of a device, which are sorted in runs: a fixed sequence of launches, however many there are. */
export class SortedRuns {
	/** How often runs are merged by two, so that few enough are left. */
	readonly level: number;
	readonly #ops: CudaOps;
	readonly #capacity: number;
	readonly #sort: CudaKernel;
	readonly #merge: CudaKernel;
	readonly #sorted: CudaMemory;
	readonly #other: CudaMemory;

	/** `mostRuns` may be left: 1024, or fewer. Throws OUT_OF_MEMORY. */
	constructor(
		ops: CudaOps,
		memory: PlanMemory,
		capacity: number,
		kernels: { readonly sort: CudaKernel; readonly merge: CudaKernel },
		mostRuns = 1024,
	) {
		this.#ops = ops;
		this.#capacity = capacity;
		this.#sort = kernels.sort;
		this.#merge = kernels.merge;
		let level = 0;
		for (let runs = Math.ceil(capacity / RUN_KEYS); runs > mostRuns; runs = Math.ceil(runs / 2)) level++;
		this.level = level;
		this.#sorted = memory.memory(capacity * KEY_BYTES);
		this.#other = level > 0 ? memory.memory(capacity * KEY_BYTES) : this.#sorted;
	}

	/** Queues the sort. `given`: the kernel's arguments before what it writes; `count`: how many keys there are. */
	queue(given: readonly CudaArgument[], count: CudaArgument): CudaMemory {
		const { stream } = this.#ops;
		let [from, to] = [this.#sorted, this.#other];
		const { grid } = blocks(this.#capacity, RUN_KEYS);
		stream.launch(this.#sort, { grid, block: [SORT_THREADS, 1, 1] }, [...given, from]);
		for (let level = 0; level < this.level; level++) {
			stream.launch(this.#merge, blocks(this.#capacity, MERGE_THREADS), [count, { uint32: level }, from, to]);
			[from, to] = [to, from];
		}
		return from;
	}
}

import type { CudaArgument, CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { PlanMemory } from "../cuda/plan-memory.ts";
import { SORT_THREADS, SortedRuns } from "./sorted-runs.ts";

/** Bytes of `Kept` of `choose.cuh`. */
const KEPT_BYTES = 32;

/**
 * Non-maximum suppression among candidates that another kernel finds, as `choose.cuh` has it: how many there are is known to
 * the device only, and nothing waits for it.
 */
export class CandidateChooser {
	/** What the search counts candidates in, and where it appends their keys. */
	readonly count: CudaMemory;
	readonly keys: CudaMemory;
	readonly #ops: CudaOps;
	readonly #choose: CudaKernel;
	readonly #runs: SortedRuns;
	readonly #kept: CudaMemory;
	readonly #result: CudaMemory;
	readonly #resultBytes: number;

	/** Throws OUT_OF_MEMORY, DISPOSED. */
	constructor(ops: CudaOps, memory: PlanMemory, { sort, merge, choose }: ChoosingKernels, sizes: ChooserSizes) {
		this.#ops = ops;
		this.#choose = choose;
		this.#runs = new SortedRuns(ops, memory, sizes.capacity, { sort, merge });
		this.#resultBytes = sizes.resultBytes;
		this.count = memory.memory(4);
		this.keys = memory.memory(8 * sizes.capacity);
		this.#kept = memory.memory(KEPT_BYTES * sizes.most);
		this.#result = memory.memory(sizes.resultBytes);
	}

	/**
	 * Queues it all: `find` the search, then the rest, `given` being the first arguments of the choosing kernel. Gives what
	 * brings the result's bytes.
	 */
	queue(find: () => void, given: readonly CudaArgument[]): () => Promise<Uint8Array> {
		const { stream } = this.#ops;
		stream.fill(this.count, 0, 4, 0);
		find();
		const sorted = this.#runs.queue([this.count, this.keys], this.count);
		stream.launch(this.#choose, { grid: [1, 1, 1], block: [SORT_THREADS, 1, 1] }, [
			...given,
			this.count,
			{ uint32: this.#runs.level },
			sorted,
			this.#kept,
			this.#result,
		]);
		return () => stream.download(this.#result, 0, this.#resultBytes);
	}
}

/** Kernels that sort, merge and choose. */
interface ChoosingKernels {
	readonly sort: CudaKernel;
	readonly merge: CudaKernel;
	readonly choose: CudaKernel;
}

/** How much there is room for. */
interface ChooserSizes {
	/** Candidates. */
	readonly capacity: number;
	/** Boxes that are kept. */
	readonly most: number;
	readonly resultBytes: number;
}

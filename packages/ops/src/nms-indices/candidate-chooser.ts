import type { CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { PlanMemory } from "../cuda/plan-memory.ts";
import type { CheckedRules } from "./nms-rules.ts";
import { PanelChoice, type PanelKernels, type ReadArguments } from "./panel-choice.ts";
import { SORT_THREADS, SortedRuns } from "./sorted-runs.ts";

/** Bytes of `Kept` of `choose.cuh`. */
const KEPT_BYTES = 32;
/** Where no more can be kept, or found, one block is as quick as the grid, in fewer launches. */
const ONE_BLOCK_KEPT = 512;
const ONE_BLOCK_CANDIDATES = 1024;
/** For panels a key searches each run that is left. */
const RANKED_RUNS = 32;

/**
 * Non-maximum suppression among candidates that another kernel finds: how many there are is known to the device only, and
 * nothing waits for it. One block chooses where little can be kept (`choose.cuh`), else the grid (`choose_in_panels.cuh`).
 */
export class CandidateChooser {
	/** What the search counts candidates in, and where it appends their keys. */
	readonly count: CudaMemory;
	readonly keys: CudaMemory;
	readonly #ops: CudaOps;
	readonly #choose: CudaKernel;
	readonly #runs: SortedRuns;
	/** Of the one block, or panels. */
	readonly #kept: CudaMemory | PanelChoice;
	readonly #result: CudaMemory;
	readonly #resultBytes: number;

	/** Throws OUT_OF_MEMORY, DISPOSED. */
	constructor(ops: CudaOps, memory: PlanMemory, kernels: ChoosingKernels, sizes: ChooserSizes) {
		const { capacity, most, rules, resultBytes } = sizes;
		const candidates = Math.min(capacity, rules.maxCandidates);
		// Panels do not count boxes of a class; where that is limited, little is kept.
		const isLarge = most > ONE_BLOCK_KEPT && candidates > ONE_BLOCK_CANDIDATES && rules.maxPerClass >= capacity;
		this.#ops = ops;
		this.#choose = kernels.choose;
		this.#runs = new SortedRuns(ops, memory, capacity, kernels, isLarge ? RANKED_RUNS : undefined);
		this.#resultBytes = resultBytes;
		this.count = memory.memory(4);
		this.keys = memory.memory(8 * capacity);
		this.#result = memory.memory(resultBytes);
		this.#kept = isLarge
			? new PanelChoice(ops, memory, kernels, { capacity, candidates, most })
			: memory.memory(KEPT_BYTES * most);
	}

	/** Queues it all: `find` the search, then the rest. Gives what brings the result's bytes. */
	queue(find: () => void, read: ReadArguments): () => Promise<Uint8Array> {
		const { stream } = this.#ops;
		stream.fill(this.count, 0, 4, 0);
		find();
		const sorted = this.#runs.queue([this.count, this.keys], this.count);
		if (this.#kept instanceof PanelChoice)
			this.#kept.queue(read, this.count, { sorted, level: this.#runs.level }, this.#result);
		else
			stream.launch(this.#choose, { grid: [1, 1, 1], block: [SORT_THREADS, 1, 1] }, [
				read.rules,
				...read.boxes,
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
interface ChoosingKernels extends PanelKernels {
	readonly sort: CudaKernel;
	readonly merge: CudaKernel;
	readonly choose: CudaKernel;
}

/** How much there is room for. */
interface ChooserSizes {
	/** Candidates that the search can find. */
	readonly capacity: number;
	/** Boxes that are kept. */
	readonly most: number;
	readonly rules: CheckedRules;
	readonly resultBytes: number;
}

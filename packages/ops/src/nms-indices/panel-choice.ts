import { blocks } from "../cuda/blocks.ts";
import type { CudaArgument, CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import type { PlanMemory } from "../cuda/plan-memory.ts";
import { SORT_THREADS } from "./sorted-runs.ts";

/** Bytes of `Candidate`, and candidates of a tile, as in `choose_in_panels.cuh`. */
const CANDIDATE_BYTES = 32;
const TILE = 64;
/** The first panel is small: often it holds all that is found. */
const FIRST_TILES = 32;
const MOST_TILES = 128;
const PLACE_THREADS = 256;

/** Non-maximum suppression by the whole grid, as `choose_in_panels.cuh` has it. */
export class PanelChoice {
	readonly #ops: CudaOps;
	readonly #kernels: PanelKernels;
	readonly #capacity: number;
	/** Rank of each panel's first candidate, and how many tiles it has. */
	readonly #panels: readonly { readonly first: number; readonly tiles: number }[];
	readonly #candidates: CudaMemory;
	readonly #chosen: CudaMemory;
	readonly #bits: CudaMemory;
	readonly #gone: CudaMemory;

	/** Throws OUT_OF_MEMORY, DISPOSED. */
	constructor(ops: CudaOps, memory: PlanMemory, kernels: PanelKernels, { capacity, candidates, most }: PanelSizes) {
		this.#ops = ops;
		this.#kernels = kernels;
		this.#capacity = capacity;
		const panels: { first: number; tiles: number }[] = [];
		for (let first = 0; first < candidates; ) {
			const tiles = Math.min(first === 0 ? FIRST_TILES : MOST_TILES, Math.ceil((candidates - first) / TILE));
			panels.push({ first, tiles });
			first += tiles * TILE;
		}
		this.#panels = panels;
		const tiles = panels.reduce((highest, panel) => Math.max(highest, panel.tiles), 0);
		this.#candidates = memory.memory(CANDIDATE_BYTES * candidates);
		this.#chosen = memory.memory(4 * most);
		this.#bits = memory.memory(8 * TILE * tiles ** 2);
		this.#gone = memory.memory(8 * tiles);
	}

	queue(
		{ rules, boxes, extras }: ReadArguments,
		count: CudaMemory,
		{ sorted, level }: { readonly sorted: CudaMemory; readonly level: number },
		result: CudaMemory,
	): void {
		const { stream } = this.#ops;
		const { place, overlap, pick } = this.#kernels;
		const candidates = this.#candidates;
		const ranked = [rules, ...boxes, count, { uint32: level }, sorted, candidates];
		stream.launch(place, blocks(this.#capacity, PLACE_THREADS), ranked);
		for (const panel of this.#panels) {
			const range = [{ uint32: panel.first }, { uint32: panel.tiles }];
			const grid = { grid: [panel.tiles, 1, 1], block: [SORT_THREADS, 1, 1] } as const;
			const earlier = [candidates, this.#chosen, result];
			stream.launch(overlap, grid, [rules, count, ...range, ...earlier, this.#bits, this.#gone]);
			const written = [this.#bits, this.#gone, this.#chosen, result];
			stream.launch(pick, { ...grid, grid: [1, 1, 1] }, [rules, ...extras, count, ...range, candidates, ...written]);
		}
	}
}

/** What kernels read that choose. */
export interface ReadArguments {
	/** The plan's words, with the rules in front. */
	readonly rules: CudaArgument;
	/** What boxes are read from. */
	readonly boxes: readonly CudaArgument[];
	/** What is read from for those that are kept. */
	readonly extras: readonly CudaArgument[];
}

/** Kernels of `choose_in_panels.cuh`. */
export interface PanelKernels {
	readonly place: CudaKernel;
	readonly overlap: CudaKernel;
	readonly pick: CudaKernel;
}

/** How much there is room for. */
interface PanelSizes {
	/** Keys that were sorted. */
	readonly capacity: number;
	/** Those with the highest scores, which are looked at. */
	readonly candidates: number;
	/** Boxes that are kept. */
	readonly most: number;
}

import type { CudaMemory } from "./cuda-device.ts";
import type { CudaOps } from "./cuda-ops.ts";

/** What a plan has on the device: all of it is given back at once, and where one part cannot be had. */
export class PlanMemory {
	readonly #ops: CudaOps;
	readonly #all: CudaMemory[] = [];

	constructor(ops: CudaOps) {
		this.#ops = ops;
	}

	/** How many it is. */
	get bytes(): number {
		return this.#all.reduce((sum, { bytes }) => sum + bytes, 0);
	}

	/** New memory. Throws OUT_OF_MEMORY, DISPOSED. */
	memory(bytes: number): CudaMemory {
		return this.#add(() => this.#ops.memory(bytes));
	}

	/** Memory with `words`, for kernels to read. */
	table(words: Int32Array): CudaMemory {
		return this.#add(() => this.#ops.table(words));
	}

	/** Idempotent. */
	dispose(): void {
		for (const memory of this.#all.splice(0)) memory.dispose();
	}

	#add(make: () => CudaMemory): CudaMemory {
		try {
			const memory = make();
			this.#all.push(memory);
			return memory;
		} catch (error) {
			this.dispose();
			throw error;
		}
	}
}

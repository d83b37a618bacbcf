import { BUFFER_USAGE } from "./buffer-usage.ts";
import type { Gpu } from "./gpu.ts";

/** What commands copy back, once they are submitted. */
export interface GpuRead<T> {
	/** Waits for the GPU. Rejects with DEVICE_LOST, DISPOSED, ENGINE, OUT_OF_MEMORY. */
	read(): Promise<T>;
}

/** Small buffers that results come back in, taken in turn: as many as are under way at once. */
export class ReadBack {
	readonly #gpu: Gpu;
	readonly #bytes: number;
	readonly #free: GPUBuffer[] = [];
	readonly #all = new Set<GPUBuffer>();

	constructor(gpu: Gpu, bytes: number) {
		this.#gpu = gpu;
		this.#bytes = Math.ceil(bytes / 4) * 4;
	}

	/** Encodes a copy of the first bytes of `from`; `take` gets them when they are here. */
	encode<T>(commands: GPUCommandEncoder, from: GPUBuffer, take: (bytes: ArrayBuffer) => T): GpuRead<T> {
		const gpu = this.#gpu;
		const usage = BUFFER_USAGE.mapRead | BUFFER_USAGE.copyDestination;
		const buffer = this.#free.pop() ?? gpu.buffer("read back", this.#bytes, usage);
		this.#all.add(buffer);
		commands.copyBufferToBuffer(from, 0, buffer, 0, this.#bytes);
		return {
			read: () =>
				gpu.settled("give its results back", async () => {
					await buffer.mapAsync(1);
					const taken = take(buffer.getMappedRange());
					buffer.unmap();
					this.#free.push(buffer);
					return taken;
				}),
		};
	}

	dispose(): void {
		for (const buffer of this.#all) buffer.destroy();
		this.#all.clear();
		this.#free.length = 0;
	}
}

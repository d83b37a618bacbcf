/** Which parts of a range of addresses are taken. First fit; blocks are 64-byte aligned. */
export class Heap {
	/** Free ranges by rising address, none beside another. */
	readonly #free: { at: number; bytes: number }[];
	readonly #taken = new Map<number, number>();

	constructor(start: number, end: number) {
		const at = Math.ceil(start / 64) * 64;
		this.#free = [{ at, bytes: Math.floor((end - at) / 64) * 64 }];
	}

	/** The address of `bytes` bytes, or `undefined` where there is no room. */
	allocate(bytes: number): number | undefined {
		const size = Math.max(Math.ceil(bytes / 64), 1) * 64;
		const index = this.#free.findIndex((range) => range.bytes >= size);
		const range = this.#free[index];
		if (range === undefined) return undefined;
		const { at } = range;
		range.at += size;
		range.bytes -= size;
		if (range.bytes === 0) this.#free.splice(index, 1);
		this.#taken.set(at, size);
		return at;
	}

	/** Gives back what {@link allocate} gave; anything else is left alone. */
	free(at: number): void {
		const bytes = this.#taken.get(at);
		if (bytes === undefined) return;
		this.#taken.delete(at);
		let index = this.#free.findIndex((range) => range.at > at);
		if (index < 0) index = this.#free.length;
		this.#free.splice(index, 0, { at, bytes });
		this.#join(index);
		this.#join(index - 1);
	}

	#join(index: number): void {
		const [range, next] = [this.#free[index], this.#free[index + 1]];
		if (range === undefined || next === undefined || range.at + range.bytes !== next.at) return;
		range.bytes += next.bytes;
		this.#free.splice(index + 1, 1);
	}

	/** Bytes that are taken. */
	get takenBytes(): number {
		let sum = 0;
		for (const bytes of this.#taken.values()) sum += bytes;
		return sum;
	}
}

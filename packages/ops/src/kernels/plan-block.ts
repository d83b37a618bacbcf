/**
 * The plan of a kernel as bytes: words of 32 bits in the order in which the kernel's `Word` names them, tables behind them.
 * A table's word is its byte offset; tables are 16-byte aligned.
 */
export class PlanBlock {
	readonly #words: number[] = [];
	readonly #tables: { readonly word: number; readonly bytes: Uint8Array }[] = [];
	readonly #float = new Float32Array(1);
	readonly #bits = new Int32Array(this.#float.buffer);

	/** Appends integers. */
	int(...values: readonly number[]): this {
		this.#words.push(...values);
		return this;
	}

	/** Appends numbers, rounded to float32. */
	float(...values: readonly number[]): this {
		for (const value of values) {
			this.#float[0] = value;
			this.#words.push(this.#bits[0] as number);
		}
		return this;
	}

	/** Appends the place of a table, or 0 where there is none. */
	table(table: ArrayBufferView | undefined): this {
		if (table !== undefined) {
			const bytes = new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
			this.#tables.push({ word: this.#words.length, bytes });
		}
		this.#words.push(0);
		return this;
	}

	bytes(): Uint8Array {
		let end = this.#words.length * 4;
		const places = this.#tables.map(({ bytes }) => {
			const at = Math.ceil(end / 16) * 16;
			end = at + bytes.length;
			return at;
		});
		// Kernels read tables in steps of up to 32 bytes.
		const block = new Uint8Array(Math.ceil(end / 16) * 16 + 32);
		for (const [i, { word, bytes }] of this.#tables.entries()) {
			this.#words[word] = places[i] as number;
			block.set(bytes, places[i]);
		}
		new Int32Array(block.buffer, 0, this.#words.length).set(this.#words);
		return block;
	}
}

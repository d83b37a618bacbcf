import { InferenceError } from "@polyinfer/core";
import type { OnnxLimits } from "../limits.ts";
import { Meter } from "../slices.ts";

/** Different words that are kept to be shared. */
const MAX_SHARED_WORDS = 1000;

/** What is counted while a file is read, each against its bound in {@link OnnxLimits}. */
export type Counted =
	| "nodes"
	| "attributes"
	| "tensors"
	| "values"
	| "operators"
	| "functions"
	| "opsets"
	| "properties";

/** A file being read: its bytes, its bounds, and what was spent of them. Shared by all readers of one file. */
export class WireSource {
	readonly bytes: Uint8Array;
	readonly view: DataView;
	readonly limits: OnnxLimits;
	readonly meter: Meter = new Meter();
	readonly #counts: Map<Counted, number> = new Map();
	readonly #words: Map<string, string> = new Map();
	readonly #operators: Set<string> = new Set();
	readonly #maxDecodedBytes: number;
	#decodedBytes = 0;

	/** Throws INVALID_MODEL where the file is over its size bound. */
	constructor(bytes: Uint8Array, limits: OnnxLimits) {
		if (bytes.length > limits.maxFileBytes)
			throw new InferenceError(
				"INVALID_MODEL",
				`Expected an ONNX file of at most ${limits.maxFileBytes} bytes but received ${bytes.length}.`,
			);
		this.bytes = bytes;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.limits = limits;
		this.#maxDecodedBytes = bytes.length * limits.maxDecodedBytesPerByte + limits.maxDecodedBytesBeside;
	}

	/** Memory taken from the bound so far. */
	get decodedBytes(): number {
		return this.#decodedBytes;
	}

	/** The string object of an equal word that was met before, as operators and attribute names are all over a file. */
	share(word: string): string | undefined {
		const known = this.#words.get(word);
		if (known === undefined && this.#words.size < MAX_SHARED_WORDS) this.#words.set(word, word);
		return known;
	}

	/** Takes memory from the bound; false where none is left. To be called before the memory is allocated. */
	charge(decodedBytes: number): boolean {
		this.#decodedBytes += decodedBytes;
		return this.#decodedBytes <= this.#maxDecodedBytes;
	}

	/** Counts one; false where it is one too many. */
	count(what: Counted, bound: number): boolean {
		const count = (this.#counts.get(what) ?? 0) + 1;
		this.#counts.set(what, count);
		return count <= bound;
	}

	/** True where this operator was not met before. */
	isNewOperator(domain: string, operator: string): boolean {
		const key = `${domain}:${operator}`;
		if (this.#operators.has(key)) return false;
		this.#operators.add(key);
		return true;
	}
}

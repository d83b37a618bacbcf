import {
	DTYPES,
	type DType,
	elementCount,
	formatType,
	InferenceError,
	type OutputRequest,
	Tensor,
	type TensorData,
	type ValueInfo,
} from "@polyinfer/core";
import type { NativeOutputs, NativeResult } from "./native-addon.ts";
import { packStrings, unpackStrings } from "./strings.ts";

/** Tensors of one session's runs as the addon takes and gives them. */
export class RunCodec {
	readonly #inputs: readonly ValueInfo[];
	readonly #outputs: readonly ValueInfo[];
	/** True where every feed's shape is the model's own, so that none need be told. */
	readonly #isFixed: boolean;
	/** By output: its shape where the model fixes it. */
	readonly #shapes: readonly (readonly number[] | undefined)[];
	/** By output: where a synchronous run writes it, if it is small and its size is known; `undefined` where none is. */
	readonly #scratch: NativeOutputs | undefined;

	constructor(inputs: readonly ValueInfo[], outputs: readonly ValueInfo[]) {
		this.#inputs = inputs;
		this.#outputs = outputs;
		this.#isFixed = inputs.every((input) => fixedShape(input) !== undefined);
		this.#shapes = outputs.map(fixedShape);
		const scratch = outputs.map(({ dtype }, i) => scratchOf(dtype, this.#shapes[i]));
		this.#scratch = scratch.some((array) => array !== undefined) ? scratch : undefined;
	}

	/** By input: its memory. Throws INVALID_ARGUMENT for a missing feed or one of another dtype. */
	feeds(feeds: readonly (Tensor | undefined)[]): (ArrayBufferView | undefined)[] {
		const inputs = this.#inputs;
		const arrays: (ArrayBufferView | undefined)[] = [];
		for (let i = 0; i < feeds.length; i++) {
			const feed = feeds[i];
			const input = inputs[i];
			if (feed === undefined) {
				if (input && !input.optional)
					throw new InferenceError(
						"INVALID_ARGUMENT",
						`Expected a feed for input \`${input.name}\` but received none.`,
					);
				arrays.push(undefined);
				continue;
			}
			if (input && feed.dtype !== input.dtype) throw mismatch("input", input, feed);
			arrays.push(feed.dtype === "string" ? packStrings(feed.data as string[]) : (feed.data as ArrayBufferView));
		}
		return arrays;
	}

	/** For each feed its rank, then its sizes; `undefined` where the model fixes them all. */
	shapes(feeds: readonly (Tensor | undefined)[]): Float64Array | undefined {
		if (this.#isFixed) return undefined;
		const shapes: number[] = [];
		for (const feed of feeds) {
			shapes.push(feed?.shape.length ?? 0);
			if (feed) shapes.push(...feed.shape);
		}
		return Float64Array.from(shapes);
	}

	/** By output: what the addon does with it; `undefined` where all are new. */
	outputs(requests: readonly OutputRequest[]): NativeOutputs | undefined {
		let isAllNew = true;
		for (let i = 0; i < requests.length; i++) if (requests[i] !== "new") isAllNew = false;
		if (isAllNew) return undefined;
		return requests.map((request, i) => {
			if (request === "new") return undefined;
			if (request === "skip") return false;
			const output = this.#outputs[i];
			if (output && request.dtype !== output.dtype) throw mismatch("output", output, request);
			const shape = this.#shapes[i];
			if (output && shape && !isSame(shape, request.shape)) throw mismatch("output", output, request);
			return request.dtype === "string" ? undefined : (request.data as ArrayBufferView);
		});
	}

	/** The same for a synchronous run: JavaScript makes small new arrays quicker than the addon, by copying them. */
	syncOutputs(requests: readonly OutputRequest[]): NativeOutputs | undefined {
		return this.outputs(requests) ?? this.#scratch;
	}

	/** What the addon gives, as tensors: new ones, and the given ones themselves. `undefined`: there is nothing to give. */
	results(result: NativeResult | undefined, requests: readonly OutputRequest[]): (Tensor | undefined)[] {
		const outputs = this.#outputs;
		const tensors: (Tensor | undefined)[] = [];
		for (let i = 0; i < outputs.length; i++) {
			const output = outputs[i] as ValueInfo;
			const request = requests[i] ?? "new";
			if (request === "skip") {
				tensors.push(undefined);
				continue;
			}
			const shape = this.#shapes[i] ?? (result?.[i * 2 + 1] as readonly number[]);
			if (request !== "new" && !isSame(shape, request.shape)) throw mismatch("output", { ...output, shape }, request);
			if (output.dtype === "string") tensors.push(texts(result?.[i * 2] as Uint8Array, shape, request));
			else if (request !== "new") tensors.push(request);
			else tensors.push(new Tensor(output.dtype, (result?.[i * 2] ?? this.#copyOfScratch(i)) as TensorData, shape));
		}
		return tensors;
	}

	#copyOfScratch(output: number): ArrayBufferView | undefined {
		return (this.#scratch?.[output] as Float32Array | undefined)?.slice();
	}
}

/** Most bytes of an output that is written into scratch memory and copied. */
const SCRATCH_BYTES = 4096;

function scratchOf(dtype: DType, shape: readonly number[] | undefined): ArrayBufferView | undefined {
	const { array } = DTYPES[dtype];
	if (array === null || shape === undefined) return undefined;
	const bytes = elementCount(shape) * array.BYTES_PER_ELEMENT;
	return bytes > 0 && bytes <= SCRATCH_BYTES ? new array(new ArrayBuffer(bytes)) : undefined;
}

function texts(packed: Uint8Array, shape: readonly number[], request: "new" | Tensor): Tensor {
	const strings = unpackStrings(packed, elementCount(shape));
	if (request === "new") return new Tensor("string", strings, shape);
	const data = request.data as string[];
	for (const [i, text] of strings.entries()) data[i] = text;
	return request;
}

function fixedShape({ shape }: ValueInfo): readonly number[] | undefined {
	return shape?.every((size) => size !== null) ? Object.freeze([...(shape as readonly number[])]) : undefined;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
	return a.length === b.length && a.every((size, i) => size === b[i]);
}

function mismatch(what: string, expected: ValueInfo, received: Tensor): InferenceError {
	const { name, dtype, shape, dimNames } = expected;
	return new InferenceError(
		"INVALID_ARGUMENT",
		`Expected ${formatType(dtype, shape, dimNames)} for ${what} \`${name}\` but received ${formatType(received.dtype, received.shape)}.`,
	);
}

import { DTYPES, type DType, isDType, type TensorData } from "./dtype.ts";
import { InferenceError } from "./errors.ts";
import { bfloat16ToNumber, halfToNumber } from "./half.ts";
import { elementCount, formatType } from "./shape.ts";

/** The plain form of a tensor: what `structuredClone` leaves of one. Taken wherever a {@link Tensor} is. */
export interface TensorLike<D extends DType = DType> {
	readonly dtype: D;
	readonly data: TensorData<D>;
	readonly shape: readonly number[];
}

/** A dense, row-major tensor in CPU memory. Borrows `data`: no copy is made. */
export class Tensor<D extends DType = DType> implements TensorLike<D>, Disposable {
	readonly dtype: D;
	readonly shape: readonly number[];
	readonly location = "cpu";
	#data: TensorData<D> | undefined;
	#release: (() => void) | undefined;

	/**
	 * `data` holds the elements, outermost axis first; `shape` `[]` is a scalar.
	 * `release` is called once by `dispose`, for memory that comes from a pool.
	 * Throws INVALID_ARGUMENT where dtype, container, shape and length do not fit together.
	 */
	constructor(dtype: D, data: TensorData<D>, shape: readonly number[], release?: () => void) {
		if (!isDType(dtype))
			throw new InferenceError("INVALID_ARGUMENT", `Expected a dtype but received ${String(dtype)}.`);
		const Container: unknown = DTYPES[dtype].array ?? Array;
		if (!(data instanceof (Container as new () => object)))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected ${(Container as { name: string }).name} as data of a ${dtype} tensor but received ${kindOf(data)}.`,
			);
		const count = elementCount(shape);
		if (count < 0)
			throw new InferenceError("INVALID_ARGUMENT", `Expected sizes of 0 and above in a shape but received [${shape}].`);
		if (data.length !== count)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected ${count} elements for ${formatType(dtype, shape)} but received ${data.length}.`,
			);
		this.dtype = dtype;
		this.shape = Object.isFrozen(shape) ? shape : Object.freeze([...shape]);
		this.#data = data;
		this.#release = release;
	}

	/** Takes a tensor as it is, and a plain object as a new tensor over the same data. Throws INVALID_ARGUMENT. */
	static from<D extends DType>(value: Tensor<D> | TensorLike<D>): Tensor<D> {
		return value instanceof Tensor ? value : new Tensor(value.dtype, value.data, value.shape);
	}

	/** The elements. Throws DISPOSED after `dispose`. */
	get data(): TensorData<D> {
		if (this.#data === undefined) throw new InferenceError("DISPOSED", "The tensor was disposed.");
		return this.#data;
	}

	/** True for memory of a pool, which runs borrow and `dispose` gives back. */
	get pooled(): boolean {
		return this.#release !== undefined;
	}

	/** How many elements. */
	get size(): number {
		return elementCount(this.shape);
	}

	/** The elements as numbers in a new Float32Array; float16 and bfloat16 are decoded. Throws INVALID_ARGUMENT for strings. */
	toFloat32(): Float32Array {
		return Float32Array.from(this.toNumbers());
	}

	/** The elements as numbers in a new array; 64-bit integers lose precision above 2^53. Throws INVALID_ARGUMENT for strings. */
	toNumbers(): number[] {
		const { dtype, data } = this;
		if (dtype === "string")
			throw new InferenceError("INVALID_ARGUMENT", "Expected numbers but the tensor holds strings.");
		if (dtype === "float16") return Array.from(data as Uint16Array, halfToNumber);
		if (dtype === "bfloat16") return Array.from(data as Uint16Array, bfloat16ToNumber);
		return Array.from(data as ArrayLike<number | bigint>, Number);
	}

	/** The same data under another shape of as many elements. Throws INVALID_ARGUMENT. */
	reshape(shape: readonly number[]): Tensor<D> {
		return new Tensor(this.dtype, this.data, shape);
	}

	/** Gives pooled memory back; afterwards `data` throws. Idempotent. */
	dispose(): void {
		const release = this.#release;
		this.#release = undefined;
		this.#data = undefined;
		release?.();
	}

	[Symbol.dispose](): void {
		this.dispose();
	}

	/** dtype, shape, location and, where there are numbers, their range. */
	toString(): string {
		const text = `${formatType(this.dtype, this.shape)} on ${this.location}`;
		if (this.#data === undefined) return `${text}, disposed`;
		if (this.dtype === "string" || this.size === 0) return text;
		let min = Number.POSITIVE_INFINITY;
		let max = Number.NEGATIVE_INFINITY;
		for (const x of this.toNumbers()) {
			if (x < min) min = x;
			if (x > max) max = x;
		}
		return `${text}, ${Number(min.toPrecision(6))} to ${Number(max.toPrecision(6))}`;
	}
}

Object.defineProperty(Tensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
	value(this: Tensor): string {
		return `Tensor ${this.toString()}`;
	},
});

function kindOf(value: unknown): string {
	if (value === null || typeof value !== "object") return String(value);
	return value.constructor?.name ?? "an object";
}

import { type DType, isDType } from "./dtype.ts";
import { InferenceError } from "./errors.ts";
import { elementCount, formatType } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** What a {@link DeviceTensor} is made of. */
export interface DeviceMemory<D extends DType = DType> {
	readonly dtype: D;
	/** Outermost axis first; `[]` is a scalar. */
	readonly shape: readonly number[];
	/** Where it lies: `"webgpu"`, `"cuda"`. */
	readonly location: string;
	/** The device's own object that holds the elements, dense and row-major from its first byte: a `GPUBuffer`. */
	readonly handle: unknown;
	/** The device that `handle` belongs to: a `GPUDevice`. */
	readonly owner: unknown;
	/** Copies the elements into CPU memory. */
	readonly read: () => Promise<Tensor<D>>;
	/** Called once, by `dispose`. Default: whoever made `handle` keeps it. */
	readonly release?: () => void;
}

/**
 * A dense, row-major tensor in the memory of a device. Sessions that work on this device take it as a feed without a copy,
 * and give such tensors where `run` is asked to. Whoever gets one disposes it; garbage collection frees no device memory.
 */
export class DeviceTensor<D extends DType = DType> implements Disposable {
	readonly dtype: D;
	readonly shape: readonly number[];
	readonly location: string;
	readonly owner: unknown;
	#memory: DeviceMemory<D> | undefined;

	/** Throws INVALID_ARGUMENT for an unknown dtype, a shape with a negative size, or `"cpu"` as location. */
	constructor(memory: DeviceMemory<D>) {
		const { dtype, shape, location, owner } = memory;
		if (!isDType(dtype) || elementCount(shape) < 0)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a dtype and sizes of 0 and above but received ${String(dtype)} and [${shape}].`,
			);
		if (location === "cpu")
			throw new InferenceError("INVALID_ARGUMENT", "Expected the location of a device but received cpu: use `Tensor`.");
		this.dtype = dtype;
		this.shape = Object.isFrozen(shape) ? shape : Object.freeze([...shape]);
		this.location = location;
		this.owner = owner;
		this.#memory = memory;
	}

	/** The device's own object. Throws DISPOSED after `dispose`. */
	get handle(): unknown {
		return this.#open().handle;
	}

	/** How many elements. */
	get size(): number {
		return elementCount(this.shape);
	}

	/** The same elements in CPU memory. Rejects with DISPOSED, and with DEVICE_LOST where the device is gone. */
	async toCpu(): Promise<Tensor<D>> {
		return this.#open().read();
	}

	/** Gives the device's memory back; afterwards `handle` throws. Idempotent. */
	dispose(): void {
		const memory = this.#memory;
		this.#memory = undefined;
		memory?.release?.();
	}

	[Symbol.dispose](): void {
		this.dispose();
	}

	/** dtype, shape and location. */
	toString(): string {
		const text = `${formatType(this.dtype, this.shape)} on ${this.location}`;
		return this.#memory === undefined ? `${text}, disposed` : text;
	}

	#open(): DeviceMemory<D> {
		if (this.#memory === undefined) throw new InferenceError("DISPOSED", "The tensor was disposed.");
		return this.#memory;
	}
}

Object.defineProperty(DeviceTensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
	value(this: DeviceTensor): string {
		return `DeviceTensor ${this.toString()}`;
	},
});

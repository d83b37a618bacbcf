import { DTYPES, type DType, InferenceError, Tensor, type TensorData } from "@polyinfer/core";
import { findAddon, loadAddon } from "../addon.ts";
import type { NativeAddon } from "../native-addon.ts";
import { fromNativeError } from "../native-error.ts";
import { plainTensor, tensorSize } from "./plain-tensor.ts";
import { watchForLoss } from "./watch-for-loss.ts";

/**
 * A zeroed tensor in a block of the native pool: 64-byte aligned, borrowed by runs without a copy. `dispose()` gives the
 * block back as soon as no run uses it and empties every view of it; garbage collection does the same late.
 * Plain memory for strings, for empty shapes, and where the addon is missing.
 * Throws INVALID_ARGUMENT for an impossible shape, OUT_OF_MEMORY.
 */
export function allocateTensor<D extends DType>(dtype: D, shape: readonly number[]): Tensor<D> {
	const { count, bytes } = tensorSize(dtype, shape);
	const { array } = DTYPES[dtype as DType];
	const addon = bytes > 0 && array !== null ? poolOf() : undefined;
	if (addon === undefined || array === null) return plainTensor(dtype, shape);
	const buffer = allocate(addon, bytes);
	pooled.add(buffer);
	const data = new array(buffer, 0, count) as TensorData<D>;
	const watch = watchForLoss();
	const tensor = new Tensor(dtype, data, shape, () => {
		watch?.unregister(buffer);
		addon.release(buffer);
	});
	watch?.register(tensor, `A pooled ${dtype} [${shape}] tensor was lost: dispose it.`, buffer);
	return tensor;
}

function allocate(addon: NativeAddon, bytes: number): ArrayBuffer {
	try {
		return addon.allocate(bytes);
	} catch (error) {
		throw fromNativeError(error);
	}
}

const pooled = new WeakSet<ArrayBufferLike>();

/** True for the memory of tensors made by {@link allocateTensor} in the pool. */
export function isPooled(buffer: ArrayBufferLike): boolean {
	return pooled.has(buffer);
}

let pool: NativeAddon | undefined;

function poolOf(): NativeAddon | undefined {
	if (pool === undefined && findAddon().status === "found") {
		try {
			pool = loadAddon();
		} catch (error) {
			if (!(error instanceof InferenceError)) throw error;
		}
	}
	return pool;
}

import type { DeviceTensor } from "./device-tensor.ts";
import { DTYPES, type TensorData } from "./dtype.ts";
import { Tensor } from "./tensor.ts";

/** Tensors of a device are never copied here. */
type Feed = Tensor | DeviceTensor | undefined;

/** True where a run may borrow the tensor's memory: it cannot be transferred or resized under the engine. */
function isBorrowed(tensor: Tensor): boolean {
	const { data } = tensor;
	return tensor.pooled || (!Array.isArray(data) && isShared(data.buffer));
}

// Pages that are not cross-origin isolated have no SharedArrayBuffer.
function isShared(buffer: ArrayBufferLike): boolean {
	return typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;
}

/** Feeds that a run which has to wait can keep: those that are not borrowed are copied. */
export function ownFeeds<F extends Feed>(feeds: readonly F[]): F[] {
	return feeds.map((feed) => (feed instanceof Tensor && !isBorrowed(feed) ? (copyOf(feed) as F) : feed));
}

/** Feeds of which a run borrows none: those that it would borrow are copied. */
export function unborrowedFeeds<F extends Feed>(feeds: readonly F[]): F[] {
	return feeds.map((feed) => (feed instanceof Tensor && isBorrowed(feed) ? (copyOf(feed) as F) : feed));
}

/** The same tensor in memory of its own, which is never shared. */
function copyOf(tensor: Tensor): Tensor {
	return new Tensor(tensor.dtype, tensor.data.slice() as TensorData, tensor.shape);
}

/** A new tensor of zeros, or of empty strings. */
export function zeros(dtype: Tensor["dtype"], shape: readonly number[], size: number): Tensor {
	const Container = DTYPES[dtype].array;
	const data = Container ? new Container(size) : new Array<string>(size).fill("");
	return new Tensor(dtype, data as TensorData, shape);
}

import { elementCount } from "@polyinfer/core";
import { checkInteger, checkKeys, unexpected } from "../arguments.ts";

/** Options of `softmax`. */
export interface SoftmaxOptions {
	/** Counted from the end where negative. Default: -1. */
	readonly axis?: number;
}

/** Options of `planSoftmax`. */
export interface SoftmaxPlanOptions extends SoftmaxOptions {
	readonly shape: readonly number[];
}

/** {@link SoftmaxPlanOptions}, checked. Element i of line (a, b) is number `(a * length + i) * inner + b`. */
export interface CheckedSoftmax {
	readonly shape: readonly number[];
	readonly size: number;
	readonly outer: number;
	readonly length: number;
	readonly inner: number;
}

/** Throws INVALID_ARGUMENT. */
export function checkSoftmax(options: SoftmaxPlanOptions): CheckedSoftmax {
	checkKeys("softmax", options, ["shape", "axis"]);
	const { shape, axis = -1 } = options;
	const size = elementCount(shape);
	if (size < 0 || shape.length === 0) throw unexpected("a shape of one axis and more", shape);
	checkInteger("axis", axis, -shape.length, shape.length - 1);
	const at = axis < 0 ? axis + shape.length : axis;
	const [outer, inner] = [elementCount(shape.slice(0, at)), elementCount(shape.slice(at + 1))];
	return { shape, size, outer, length: shape[at] as number, inner };
}

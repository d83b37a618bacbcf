import { invalidStateDict } from "./invalid-state-dict.ts";

/** A view of a storage: the element at index `i` of axis `k` is `i * stride[k]` elements further. */
export interface StridedView {
	/** Index of the first element in the storage. */
	readonly offset: number;
	readonly shape: readonly number[];
	readonly stride: readonly number[];
}

/**
 * Copies a view into dense, row-major order. Throws INVALID_MODEL where the view reaches outside the storage or has
 * more elements than it (an expanded tensor).
 */
export function copyStrided(storage: Float32Array, { offset, shape, stride }: StridedView): Float32Array {
	const numbers = [offset, ...shape, ...stride];
	if (shape.length !== stride.length || !numbers.every((n) => Number.isSafeInteger(n) && n >= 0))
		throw invalidStateDict(`a tensor has the shape [${shape}], the strides [${stride}] and the offset ${offset}`);
	const count = shape.reduce((product, size) => product * size, 1);
	const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (stride[axis] as number), offset);
	if (count > storage.length || (count > 0 && last >= storage.length))
		throw invalidStateDict(`a tensor [${shape}] reaches outside its storage of ${storage.length} elements`);

	const dense = new Float32Array(count);
	const index = new Array<number>(shape.length).fill(0);
	for (let i = 0, from = offset; i < count; i++) {
		dense[i] = storage[from] as number;
		for (let axis = shape.length - 1; axis >= 0; axis--) {
			const next = (index[axis] as number) + 1;
			index[axis] = next;
			from += stride[axis] as number;
			if (next < (shape[axis] as number)) break;
			from -= next * (stride[axis] as number);
			index[axis] = 0;
		}
	}
	return dense;
}

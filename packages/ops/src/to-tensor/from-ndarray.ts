import { DTYPES, type DType, isDType, Tensor, type TensorData, type TypedArrayConstructor } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { checkKeys, mismatch, unexpected } from "../arguments.ts";
import { denseStrides } from "./to-ndarray.ts";

/** Element types that a typed array holds. */
type NumberDType = Exclude<DType, "string">;

type Numbers = Exclude<TensorData, string[]> | Uint8ClampedArray;

/** A view of the npm package `ndarray` over a typed array, by its shape only. Strides and offset are in elements. */
export interface TypedNdarray {
	readonly data: Numbers;
	readonly shape: readonly number[];
	/** May be 0 or negative. */
	readonly stride: readonly number[];
	readonly offset: number;
}

/** Options of {@link fromNdarray}. */
export interface FromNdarrayOptions<D extends NumberDType = NumberDType> {
	/**
	 * What the elements are, of those that the view's array holds: a Uint16Array may be `"float16"`.
	 * Default: as the array is called, `"uint8"` for a Uint8ClampedArray.
	 */
	readonly dtype?: D;
	/**
	 * As in the Python Array API. `undefined`: memory is shared where the view is dense, in row-major order, else copied.
	 * `true`: always copied. `false`: never, and a view that is not dense throws INVALID_ARGUMENT. Default: `undefined`.
	 */
	readonly copy?: boolean | undefined;
}

/** A view of the npm package `ndarray` as a tensor. Throws INVALID_ARGUMENT. */
export function fromNdarray<D extends NumberDType = NumberDType>(
	view: TypedNdarray,
	options: FromNdarrayOptions<D> = {},
): Tensor<D> {
	checkKeys("fromNdarray", options, ["dtype", "copy"]);
	const { copy } = options;
	const count = checkView(view);
	const data =
		view.data instanceof Uint8ClampedArray
			? new Uint8Array(view.data.buffer, view.data.byteOffset, view.data.length)
			: view.data;
	const dtype = checkDtype(data, options.dtype) as D;
	const dense = denseStrides(view.shape);
	const isDense = count === 0 || view.shape.every((size, axis) => size === 1 || view.stride[axis] === dense[axis]);
	if (!isDense && copy === false)
		throw mismatch("a dense, row-major view, or leave to copy it", `strides [${view.stride}]`);
	if (isDense && copy !== true)
		return new Tensor(dtype, data.subarray(view.offset, view.offset + count) as TensorData<D>, view.shape);
	const Container = DTYPES[dtype].array as unknown as TypedArrayConstructor<Float32Array>;
	const copied = allocate(() => new Container(count));
	if (count > 0) copyStrided(data as Float32Array, view, copied);
	return new Tensor(dtype, copied as unknown as TensorData<D>, view.shape);
}

/** How many elements, all of them inside `data`. */
function checkView({ data, shape, stride, offset }: TypedNdarray): number {
	if (!ArrayBuffer.isView(data) || data instanceof DataView)
		throw unexpected("a typed array as `data` of an ndarray", data);
	const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;
	if (!Array.isArray(shape) || !shape.every(isSize)) throw unexpected("sizes of 0 and above as `shape`", shape);
	if (!Array.isArray(stride) || stride.length !== shape.length || !stride.every(Number.isSafeInteger))
		throw unexpected(`${shape.length} integers as \`stride\``, stride);
	const count = shape.reduce((product, size) => product * size, 1);
	let [first, last] = [offset, offset];
	for (const [axis, size] of shape.entries()) {
		const reach = (size - 1) * (stride[axis] as number);
		if (reach < 0) first += reach;
		else last += reach;
	}
	const inside = Number.isSafeInteger(first) && Number.isSafeInteger(last) && first >= 0 && last < data.length;
	if (count === 0 ? !isSize(offset) : !inside || !Number.isSafeInteger(count))
		throw mismatch(`an ndarray within its ${data.length} elements`, `one that reads ${first} to ${last}`);
	return count;
}

function checkDtype(data: Exclude<Numbers, Uint8ClampedArray>, wanted: DType | undefined): DType {
	const holds = (dtype: DType): boolean => {
		const { array } = DTYPES[dtype];
		return array !== null && data instanceof (array as unknown as new () => object);
	};
	if (wanted === undefined) {
		const found = (Object.keys(DTYPES) as DType[]).find(holds);
		if (found === undefined) throw unexpected("a typed array that a dtype has", data);
		return found;
	}
	if (!isDType(wanted) || !holds(wanted))
		throw mismatch(`a dtype whose array is ${data.constructor.name}`, String(wanted));
	return wanted;
}

/** Goes along the last axis, then on to the next row of it. */
function copyStrided(data: Float32Array, { shape, stride, offset }: TypedNdarray, out: Float32Array): void {
	const last = shape.length - 1;
	const length = shape[last] ?? 1;
	const step = stride[last] ?? 0;
	const index = new Array<number>(shape.length).fill(0);
	let from = offset;
	for (let to = 0; to < out.length; ) {
		for (let i = 0, p = from; i < length; i++, p += step) out[to++] = data[p] as number;
		for (let axis = last - 1; axis >= 0; axis--) {
			from += stride[axis] as number;
			index[axis] = (index[axis] as number) + 1;
			if ((index[axis] as number) < (shape[axis] as number)) break;
			from -= (stride[axis] as number) * (shape[axis] as number);
			index[axis] = 0;
		}
	}
}

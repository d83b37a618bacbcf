import type { DType } from "./dtype.ts";

/** A size along one axis; `null` where the model leaves it free. */
export type Dim = number | null;

/** What a model says of one input or output. Names, order and dtypes are the model's own on every backend. */
export interface ValueInfo {
	readonly name: string;
	readonly dtype: DType;
	/** Sizes, outermost first; `null` as a whole where even the rank is unknown. */
	readonly shape: readonly Dim[] | null;
	/** The model's symbolic name of each free axis (`"batch"`), else `null`; as long as `shape`. */
	readonly dimNames?: readonly (string | null)[];
	/** True where `run` may leave the input out. */
	readonly optional?: boolean;
}

/** Fixes (`shape`) or bounds (`min`, `opt`, `max`) the free axes of one input; `null` leaves an axis free. */
export interface InputBound {
	readonly shape:
		| readonly Dim[]
		| { readonly min: readonly number[]; readonly opt: readonly number[]; readonly max: readonly number[] };
}

/** Bounds by input name. */
export type InputBounds = Readonly<Record<string, InputBound>>;

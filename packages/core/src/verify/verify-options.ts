import type { DeviceTensor } from "../device-tensor.ts";
import type { Tensor, TensorLike } from "../tensor.ts";

/** Tensors by input name. */
type InputSet = Readonly<Record<string, Tensor | TensorLike | DeviceTensor>>;

/** How `createSession` compares the chosen backend with a reference before the session is handed out. */
export interface VerifyOptions<Id extends string = string> {
	/** Id of the reference backend. Default: `"onnxruntime"`. */
	readonly backend?: Id;
	/** Device of the reference, in its engine's spelling. Default: that backend's own default. */
	readonly device?: string;
	/** Engine options of the reference. Default: none. */
	readonly options?: Readonly<Record<string, unknown>>;
	/**
	 * Largest difference that is accepted, as a share of the output's range (the largest finite magnitude that the
	 * reference gives, but at least 0.01). A number holds for floating-point outputs, one by output name for that output of any numeric
	 * dtype. Default: `VERIFY_TOLERANCES` by dtype; 0, exact, for integers, bool and string.
	 */
	readonly tolerance?: number | Readonly<Record<string, number>>;
	/**
	 * Inputs to compare on, at most two sets. A set may leave inputs out: these are made from `seed`. One set is used for
	 * both runs, and once only where it names every input; a stale output is seen by two sets that differ.
	 */
	readonly inputs?: InputSet | readonly InputSet[];
	/** Which inputs are made: the same seed makes the same ones. Default: 1. */
	readonly seed?: number;
}

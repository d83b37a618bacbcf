import type { Tensor, ValueInfo } from "@polyinfer/core";
import type * as tfjs from "@tensorflow/tfjs-core";

/** TensorFlow.js as it was imported for a device. Always handed in, never imported as a value. */
export type TensorFlow = typeof tfjs;

/** A tensor of TensorFlow.js, in its device's memory. */
export type TensorFlowTensor = tfjs.Tensor;

/** What a program gives for one output: a tensor of TensorFlow.js, or one of ours for what was computed on the host. */
export type ProgramValue = TensorFlowTensor | Tensor;

/**
 * What a session executes: a graph model of TensorFlow.js, or an ONNX graph planned for its kernels. It is made for one
 * imported TensorFlow.js, knows nothing of threads and sessions, and holds its weights until `dispose`.
 */
export interface Program {
	/** Names, order, dtypes and shapes are the model's own, also where TensorFlow.js lacks the dtype. */
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	/** Casts of inputs and outputs, as in the report: ``"input `ids`: int64 -> int32"``. */
	readonly casts: readonly string[];
	/** Anything else that the report should tell. */
	readonly notes: readonly string[];
	/** True where `execute` gives a promise: control flow, and sizes that must be read back from the device. */
	readonly isAsync: boolean;
	/**
	 * One run. The session has made its device the current backend of TensorFlow.js, and starts no other run on this
	 * TensorFlow.js before this one has returned, or settled where `isAsync`.
	 *
	 * `feeds` in the order of `inputs` (`undefined`: an optional one, left out), names, dtypes and shapes checked; their
	 * memory is borrowed until the values given back are disposed. `wanted` in the order of `outputs`; the result is as
	 * long, `undefined` at least where an output is not wanted.
	 * Whatever else was made on the way is disposed, also where it fails. The values given back are the caller's to
	 * dispose: none of them is a weight, and none is given twice.
	 * A value's dtype may be the one that TensorFlow.js has instead of the declared one: reading it back casts.
	 * Fails with UNSUPPORTED, INVALID_ARGUMENT, OUT_OF_MEMORY, ENGINE; any other error becomes ENGINE.
	 */
	execute(
		feeds: readonly (Tensor | undefined)[],
		wanted: readonly boolean[],
	): readonly (ProgramValue | undefined)[] | Promise<readonly (ProgramValue | undefined)[]>;
	/** Frees the weights. Called once, never during a run. */
	dispose(): void;
}

import type { Tensor } from "@tensorflow/tfjs-core";

/** What a cell carries from step to step. Each is [batch, hidden]. */
export interface State {
	readonly h: Tensor;
	/** LSTM only. */
	readonly c?: Tensor;
}

/** Weights of one direction, in ONNX's order of gates. */
export interface CellWeights {
	/** [gates * hidden, input]. */
	readonly w: Tensor;
	/** [gates * hidden, hidden]. */
	readonly r: Tensor;
	/** [2 * gates * hidden]: those of `w`, then those of `r`. */
	readonly b?: Tensor;
	/** LSTM's peepholes, [3 * hidden]. */
	readonly p?: Tensor;
}

/** One direction of a recurrent layer. */
export interface Cell {
	/** Added to all steps' `x` times `w` at once, [gates * hidden]. */
	readonly bias?: Tensor;
	/** One step from `xw`, [batch, gates * hidden]. */
	step(xw: Tensor, state: State): State;
}

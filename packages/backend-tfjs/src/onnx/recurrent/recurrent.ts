import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow as Tf } from "../../program.ts";
import type { Cell, CellWeights, State } from "./cell.ts";
import { runPass } from "./layer.ts";

/** Inputs of ONNX's RNN, GRU and LSTM. */
export interface RecurrentInputs {
	/** [steps, batch, input]; [batch, steps, input] where the batch comes first. */
	readonly x: Tensor;
	/** [directions, gates * hidden, input]. */
	readonly w: Tensor;
	/** [directions, gates * hidden, hidden]. */
	readonly r: Tensor;
	/** [directions, 2 * gates * hidden]. */
	readonly b?: Tensor | undefined;
	/** LSTM's peepholes, [directions, 3 * hidden]. */
	readonly p?: Tensor | undefined;
	/** Steps of each sequence of the batch. */
	readonly lengths?: readonly number[] | undefined;
	/** [directions, batch, hidden]; [batch, directions, hidden] where the batch comes first. */
	readonly h0?: Tensor | undefined;
	readonly c0?: Tensor | undefined;
}

/** What is the same for RNN, GRU and LSTM. */
export interface RecurrentOptions {
	readonly direction: "forward" | "reverse" | "bidirectional";
	/** ONNX's `layout` 1. */
	readonly batchFirst: boolean;
	/** Has a cell state beside the hidden one. */
	readonly hasCellState: boolean;
	/** The cell of direction 0 or 1. */
	cell(weights: CellWeights, direction: number): Cell;
}

/** The outputs `Y`, `Y_h` and `Y_c` (LSTM). */
export interface RecurrentOutputs {
	readonly y: Tensor;
	readonly yh: Tensor;
	readonly yc?: Tensor;
}

/** A recurrent layer in one or both directions. The caller owns the outputs; all else is disposed. */
export function recurrent(tf: Tf, inputs: RecurrentInputs, options: RecurrentOptions): RecurrentOutputs {
	return tf.tidy(() => {
		const { direction, batchFirst } = options;
		const stepsFirst = (t: Tensor): Tensor => (batchFirst ? tf.transpose(t, [1, 0, 2]) : t);
		const x = stepsFirst(inputs.x);
		const [batch, hidden] = [x.shape[1] as number, inputs.r.shape[2] as number];
		const initial = (given: Tensor | undefined, d: number): Tensor =>
			given === undefined ? tf.zeros([batch, hidden]) : at(tf, stepsFirst(given), d);
		const passes = (direction === "bidirectional" ? [0, 1] : [0]).map((d) => {
			const weights = { w: at(tf, inputs.w, d), r: at(tf, inputs.r, d) };
			const [b, p] = [inputs.b && at(tf, inputs.b, d), inputs.p && at(tf, inputs.p, d)];
			const cell = options.cell({ ...weights, ...(b && { b }), ...(p && { p }) }, d);
			const state: State = {
				h: initial(inputs.h0, d),
				...(options.hasCellState && { c: initial(inputs.c0, d) }),
			};
			const backward = direction === "reverse" || d === 1;
			const { lengths } = inputs;
			return runPass(tf, cell, { x, w: weights.w, initial: state, backward, ...(lengths && { lengths }) });
		});
		const last = (of: (state: State) => Tensor | undefined): Tensor => {
			const states = passes.map((pass) => of(pass.last)).filter((state) => state !== undefined);
			return stepsFirst(tf.stack(states));
		};
		const y = tf.stack(
			passes.map((pass) => pass.y),
			1,
		);
		return {
			y: batchFirst ? tf.transpose(y, [2, 0, 1, 3]) : y,
			yh: last(({ h }) => h),
			...(options.hasCellState && { yc: last(({ c }) => c) }),
		} as never;
	});
}

/** Row `index` of the outermost axis. */
function at(tf: Tf, t: Tensor, index: number): Tensor {
	const rest = t.shape.slice(1);
	return tf.reshape(tf.slice(t, [index, ...rest.map(() => 0)], [1, ...rest]), rest);
}

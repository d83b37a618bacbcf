import type { Tensor } from "@tensorflow/tfjs-core";
import type { TensorFlow as Tf } from "../../program.ts";
import type { Cell, State } from "./cell.ts";

/** Inputs of one direction, the steps first. */
export interface Pass {
	/** [steps, batch, input]. */
	readonly x: Tensor;
	/** [gates * hidden, input]. */
	readonly w: Tensor;
	readonly initial: State;
	/** The last steps come first. */
	readonly backward: boolean;
	/** Steps of each sequence of the batch; `undefined`: all. */
	readonly lengths?: readonly number[];
}

/** What one direction gives: all steps' `h`, [steps, batch, hidden], and the last state. */
export interface PassResult {
	readonly y: Tensor;
	readonly last: State;
}

/** Runs a cell over all steps. A sequence that has ended keeps its state, and its further steps are 0. */
export function runPass(tf: Tf, cell: Cell, pass: Pass): PassResult {
	const [steps, batch] = pass.x.shape as [number, number];
	const lengths = pass.lengths?.some((length) => length < steps) ? pass.lengths : undefined;
	const rows = inputRows(tf, cell, pass, lengths && pass.backward ? lengths : undefined);
	const ys: Tensor[] = [];
	let state = pass.initial;
	for (let i = 0; i < steps; i++) {
		// Sequences of differing lengths were turned around above, each within its own length.
		const t = pass.backward && lengths === undefined ? steps - 1 - i : i;
		const before = state;
		const made = tf.tidy((): Tensor[] => {
			const next = cell.step(tf.slice(rows, [t * batch, 0], [batch, -1]), before);
			const isWhole = lengths?.some((length) => length <= i) !== true;
			const { y, h, c } = isWhole ? { y: next.h, ...next } : masked(tf, next, before, lengths, i);
			return c === undefined ? [y, h] : [y, h, c];
		});
		const [y, h, c] = made as [Tensor, Tensor, Tensor?];
		state = { h, ...(c && { c }) };
		ys[t] = y;
	}
	const y = steps === 0 ? tf.zeros([0, batch, state.h.shape[1] as number]) : tf.stack(ys);
	return { y: lengths && pass.backward ? turned(tf, y, lengths) : y, last: state };
}

/** All steps' inputs times `w` at once, [steps * batch, gates * hidden]. */
function inputRows(tf: Tf, cell: Cell, { x, w }: Pass, turn: readonly number[] | undefined): Tensor {
	const [steps, batch, size] = x.shape as [number, number, number];
	const ordered = turn === undefined ? x : turned(tf, x, turn);
	const rows = tf.matMul(tf.reshape(ordered, [steps * batch, size]), w as never, false, true);
	return cell.bias === undefined ? rows : tf.add(rows, cell.bias);
}

/** Each sequence of [steps, batch, n] turned around within its length. */
function turned(tf: Tf, x: Tensor, lengths: readonly number[]): Tensor {
	const [steps, batch, size] = x.shape as [number, number, number];
	const from = new Int32Array(steps * batch);
	for (let t = 0; t < steps; t++)
		for (const [n, length] of lengths.entries()) from[t * batch + n] = (t < length ? length - 1 - t : t) * batch + n;
	const rows = tf.gather(tf.reshape(x, [steps * batch, size]), tf.tensor1d(from, "int32"));
	return tf.reshape(rows, [steps, batch, size]);
}

function masked(tf: Tf, next: State, before: State, lengths: readonly number[], step: number): State & { y: Tensor } {
	const runs = tf.tensor2d(
		lengths.map((length) => [step < length ? 1 : 0]),
		undefined,
		"bool",
	);
	const mask = tf.broadcastTo(runs, next.h.shape as [number, number]);
	const kept = (now: Tensor, was: Tensor): Tensor => tf.where(mask, now, was);
	return {
		y: kept(next.h, tf.zerosLike(next.h)),
		h: kept(next.h, before.h),
		...(next.c && before.c && { c: kept(next.c, before.c) }),
	};
}

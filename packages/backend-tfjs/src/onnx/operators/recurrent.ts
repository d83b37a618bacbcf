import type { DType } from "@polyinfer/core";
import { floatsOf, stringOf, stringsOf } from "@polyinfer/model";
import type { Call } from "../call.ts";
import type { Operator, Operators, Results } from "../operator.ts";
import { type Activation, activationsOf, isActivation } from "../recurrent/activations.ts";
import type { Cell, CellWeights } from "../recurrent/cell.ts";
import { gruCell } from "../recurrent/gru.ts";
import { lstmCell } from "../recurrent/lstm.ts";
import { recurrent } from "../recurrent/recurrent.ts";
import { rnnCell } from "../recurrent/rnn.ts";

/** What is different between the recurrent operators. */
interface Kind {
	/** Of one direction. */
	readonly activations: readonly string[];
	readonly hasCellState: boolean;
	cell(call: Call, weights: CellWeights, activations: readonly Activation[]): Cell;
}

const DIRECTIONS = ["forward", "reverse", "bidirectional"] as const;

const clipOf = (call: Call): { readonly clip?: number } => {
	const clip = call.float("clip", 0);
	return clip > 0 ? { clip } : {};
};

/** Recurrent layers, step by step, of both directions, with what is common to all steps computed at once. */
export const recurrents: Operators = {
	RNN: operatorOf({
		activations: ["Tanh"],
		hasCellState: false,
		cell: (call, weights, activations) => rnnCell(call.tf, weights, activations, clipOf(call)),
	}),
	GRU: operatorOf({
		activations: ["Sigmoid", "Tanh"],
		hasCellState: false,
		cell: (call, weights, activations) =>
			gruCell(call.tf, weights, activations, {
				...clipOf(call),
				linearBeforeReset: call.int("linear_before_reset", 0) !== 0,
			}),
	}),
	LSTM: operatorOf({
		activations: ["Sigmoid", "Tanh", "Tanh"],
		hasCellState: true,
		cell: (call, weights, activations) =>
			lstmCell(call.tf, weights, activations, {
				...clipOf(call),
				inputForget: call.int("input_forget", 0) !== 0,
			}),
	}),
};

function operatorOf(kind: Kind): Operator {
	return {
		since: 7,
		reads: [4],
		run: (call) => run(call, kind),
		gives: ([x]): (DType | undefined)[] => [x, x, x],
		refuses(node) {
			const direction = stringOf(node, "direction", "forward");
			if (!DIRECTIONS.some((known) => known === direction)) return `the direction ${direction} is unknown`;
			const unknown = stringsOf(node, "activations", []).find((name) => !isActivation(name));
			return unknown && `the activation ${unknown} is unknown`;
		},
	};
}

function run(call: Call, kind: Kind): Results {
	const { tf, node } = call;
	const direction = call.text("direction", "forward") as (typeof DIRECTIONS)[number];
	const fallback = direction === "bidirectional" ? [...kind.activations, ...kind.activations] : kind.activations;
	const names = stringsOf(node, "activations", fallback);
	const activations = activationsOf(tf, names, floatsOf(node, "activation_alpha"), floatsOf(node, "activation_beta"));
	const perDirection = kind.activations.length;
	const optional = (index: number) => (call.has(index) ? call.plain(index) : undefined);
	const { y, yh, yc } = recurrent(
		tf,
		{
			x: call.plain(0),
			w: call.plain(1),
			r: call.plain(2),
			b: optional(3),
			lengths: call.integers(4),
			h0: optional(5),
			...(kind.hasCellState && { c0: optional(6), p: optional(7) }),
		},
		{
			direction,
			batchFirst: call.int("layout", 0) === 1,
			hasCellState: kind.hasCellState,
			cell: (weights, d) => kind.cell(call, weights, activations.slice(d * perDirection, (d + 1) * perDirection)),
		},
	);
	return [call.give(y), call.give(yh), ...(yc ? [call.give(yc)] : [])];
}

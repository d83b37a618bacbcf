import { InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { entryAt, stacked } from "../flow/pieces.ts";
import type { Operators } from "../operator.ts";
import { Pace, type Run } from "../run.ts";
import { normalizeAxis } from "../sizes.ts";
import type { Value } from "../value.ts";

/** Values that each turn of a body gives, kept until they are put together. */
class Collected {
	readonly #turns: Value[][];

	constructor(count: number) {
		this.#turns = Array.from({ length: count }, () => []);
	}

	add(values: readonly Value[]): void {
		for (const [i, value] of values.entries()) this.#turns[i]?.push(value.retain());
	}

	stacked(call: Call, axisOf: (index: number, rank: number) => { axis: number; backward: boolean }): Value[] {
		return this.#turns.map((turns, i) => {
			const [first] = turns;
			if (first === undefined)
				throw new InferenceError("UNSUPPORTED", "A loop without any turn has no shape for what its turns give.");
			const { axis, backward } = axisOf(i, first.rank + 1);
			return stacked(call, backward ? turns.toReversed() : turns, axis);
		});
	}

	/** What nobody else has is freed at the end of the call. */
	release(): void {
		for (const value of this.#turns.flat()) value.disown();
	}
}

/** Turns of a body until a count is reached or its condition fails. */
function* loop(call: Call): Run<Value[]> {
	const [limit, condition, ...initial] = call.inputs;
	for (const value of [limit, condition]) if (value?.isOnHost === false) yield value;
	const most = limit === undefined ? Number.POSITIVE_INFINITY : Number(limit.host.data[0]);
	const body = call.body("body");
	const collected = new Collected(call.outputs - initial.length);
	const pace = new Pace();
	let states = initial as Value[];
	let goesOn = condition ?? call.giveHost("bool", [], Uint8Array.of(1));
	try {
		for (let turn = 0; turn < most && goesOn.host.data[0]; turn++) {
			if (pace.isTurnDue()) yield;
			const results = yield* body.run([call.giveInt64([], [turn]), goesOn, ...states]);
			const before = [goesOn, ...states];
			[goesOn, ...states] = results.slice(0, initial.length + 1) as [Value, ...Value[]];
			for (const value of before) if (!results.includes(value)) call.drop(value);
			if (!goesOn.isOnHost) yield goesOn;
			collected.add(results.slice(initial.length + 1));
		}
		return [...states, ...collected.stacked(call, () => ({ axis: 0, backward: false }))];
	} finally {
		collected.release();
	}
}

/** One turn of a body for each entry of its inputs. */
function* scan(call: Call): Run<Value[]> {
	const count = call.int("num_scan_inputs", 1);
	const initial = call.inputs.slice(0, call.inputs.length - count) as Value[];
	const scanned = call.inputs.slice(initial.length) as Value[];
	const given = (name: string, index: number): number => call.ints(name, [])[index] ?? 0;
	const axes = scanned.map(({ rank }, i) => normalizeAxis(given("scan_input_axes", i), rank));
	const [turns = 0] = scanned.map(({ shape }, i) => shape[axes[i] as number] as number);
	const body = call.body("body");
	const collected = new Collected(call.outputs - initial.length);
	const pace = new Pace();
	let states = initial;
	try {
		for (let turn = 0; turn < turns; turn++) {
			if (pace.isTurnDue()) yield;
			const entries = scanned.map((value, i) => {
				const index = given("scan_input_directions", i) === 1 ? turns - 1 - turn : turn;
				return entryAt(call, value, axes[i] as number, index);
			});
			const results = yield* body.run([...states, ...entries]);
			const before = states;
			states = results.slice(0, initial.length);
			collected.add(results.slice(initial.length));
			for (const value of before) if (!results.includes(value)) call.drop(value);
		}
		const placed = collected.stacked(call, (i, rank) => ({
			axis: normalizeAxis(given("scan_output_axes", i), rank),
			backward: given("scan_output_directions", i) === 1,
		}));
		return [...states, ...placed];
	} finally {
		collected.release();
	}
}

export const loops: Operators = {
	Loop: { flow: loop, bodyExtras: 1, endless: true },
	Scan: { since: 9, flow: scan },
};

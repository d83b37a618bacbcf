import { InferenceError } from "@polyinfer/core";
import { engineError } from "../errors.ts";
import type { TensorFlow } from "../program.ts";
import { type Body, Call } from "./call.ts";
import { FLOATS } from "./device-types.ts";
import { isBig } from "./host-tensor.ts";
import type { Operator, Results } from "./operator.ts";
import { Pace, type Run } from "./run.ts";
import type { Frame, Step } from "./step.ts";
import { Value } from "./value.ts";

/** What goes with a run from graph to graph. */
export interface Course {
	readonly pace: Pace;
	/** Inputs of more elements are computed on the device. */
	readonly maxHostElements: number;
}

/** From here on kernels are quicker than going through the elements. */
export const MAX_HOST_ELEMENTS = 2048;

/**
 * Carries out a graph: `inputs` in its order, then what it takes from around it. The values given back are the caller's
 * to release. Whatever else was made is freed, also where it fails.
 */
export function* execute(
	tf: TensorFlow,
	frame: Frame,
	inputs: readonly (Value | undefined)[],
	course: Course = { pace: new Pace(), maxHostElements: MAX_HOST_ELEMENTS },
): Run<Value[]> {
	const slots = new Array<Value | undefined>(frame.slots);
	for (const [slot, value] of frame.constants) slots[slot] = value.retain();
	for (const [i, slot] of frame.inputs.entries()) {
		if (inputs[i] === undefined) continue;
		slots[slot]?.release();
		slots[slot] = inputs[i].retain();
	}
	try {
		for (const step of frame.steps) {
			if (course.pace.isTurnDue()) yield;
			const taken = step.inputs.map((slot) => slots[slot]);
			const call = new Call(tf, step, taken, bodiesOf(tf, step, slots, course));
			try {
				const results = yield* carryOut(call, step.operator, course.maxHostElements);
				store(slots, step, results instanceof Value ? [results] : results);
			} catch (error) {
				throw located(error, step);
			} finally {
				call.disposeUnowned();
			}
			for (const slot of step.releases) {
				slots[slot]?.release();
				slots[slot] = undefined;
			}
		}
		return frame.outputs.map((slot) => (slots[slot] as Value).retain());
	} finally {
		for (const value of slots) value?.release();
	}
}

const NO_BODIES: ReadonlyMap<string, Body> = new Map();

function bodiesOf(
	tf: TensorFlow,
	{ bodies }: Step,
	slots: readonly (Value | undefined)[],
	course: Course,
): ReadonlyMap<string, Body> {
	if (bodies.size === 0) return NO_BODIES;
	const ready = new Map<string, Body>();
	for (const [name, { frame, captured }] of bodies)
		ready.set(name, {
			inputs: frame.inputs.length - captured.length,
			run: (inputs) => execute(tf, frame, [...inputs, ...captured.map((slot) => slots[slot])], course),
		});
	return ready;
}

function* carryOut(call: Call, operator: Operator, maxHostElements: number): Run<Results> {
	if (operator.flow !== undefined) return yield* operator.flow(call);
	if (operator.host !== undefined && belongsOnHost(call, operator, maxHostElements)) {
		for (const value of call.inputs) if (value?.isOnHost === false) yield value;
		return operator.host(call);
	}
	for (const index of operator.reads ?? []) if (call.inputs[index]?.isOnHost === false) yield call.inputs[index];
	let results: Results = [];
	call.tf.tidy(() => {
		results = operator.run?.(call) ?? [];
	});
	return results;
}

function belongsOnHost(call: Call, { run, types = FLOATS, typed = 0, prefersHost }: Operator, most: number): boolean {
	const { inputs } = call;
	const dtype = inputs[typed]?.dtype;
	if (prefersHost?.(call)) return true;
	if (run === undefined || (dtype !== undefined && !types.includes(dtype))) return true;
	if (!inputs.every((value) => value?.isOnHost !== false)) return false;
	if (dtype !== undefined && (isBig(dtype) || dtype === "uint32")) return true;
	return inputs.reduce((all, value) => all + (value?.size ?? 0), 0) <= most;
}

function store(slots: (Value | undefined)[], { outputs }: Step, results: readonly (Value | undefined)[]): void {
	for (const [i, slot] of outputs.entries()) {
		if (slot < 0) continue;
		const value = results[i];
		if (value === undefined) throw new InferenceError("UNSUPPORTED", `Output ${i} is not mapped to TensorFlow.js.`);
		slots[slot] = value.retain();
	}
}

function located(thrown: unknown, { node }: Step): InferenceError {
	const error = engineError(thrown, "run");
	if (error.code === "ABORTED") return error;
	const { code, message, stage, backend, scope, advice } = error;
	return new InferenceError(code, `${node.operator} node \`${node.name || node.outputs[0]}\`: ${message}`, {
		cause: thrown,
		...(stage && { stage }),
		...(backend && { backend }),
		...(scope && { scope }),
		...(advice && { advice }),
	});
}

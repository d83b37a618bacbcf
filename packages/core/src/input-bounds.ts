import { InferenceError } from "./errors.ts";
import { suggestion } from "./nearest.ts";
import { ownValue } from "./own-value.ts";
import { elementCount, formatType } from "./shape.ts";
import type { Dim, InputBound, InputBounds, ValueInfo } from "./value-info.ts";

/** Smallest, likely and largest size along each axis; `null` where an axis stays free. */
interface Limits {
	readonly min: readonly Dim[];
	readonly opt: readonly Dim[];
	readonly max: readonly Dim[];
}

function limitsOf(bound: InputBound): Limits {
	const { shape } = bound;
	// Not by `in`: that is slow on arrays, and this is asked in every run.
	return Array.isArray(shape) ? { min: shape, opt: shape, max: shape } : (shape as Limits);
}

/** Throws INVALID_ARGUMENT where `bounds` name no input of the model, or contradict it or themselves. */
export function checkBounds(bounds: InputBounds, inputs: readonly ValueInfo[]): void {
	for (const [name, bound] of Object.entries(bounds)) {
		const input = inputs.find((value) => value.name === name);
		const names = inputs.map((value) => value.name);
		if (!input)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Bounds are given for \`${name}\`, which is no input of the model.${suggestion(name, names)} Inputs: ${names.join(", ")}.`,
			);
		checkBound(input, bound);
	}
}

function checkBound(input: ValueInfo, bound: InputBound): void {
	const fail = (why: string): never => {
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Bounds of input \`${input.name}\` (${formatType(input.dtype, input.shape, input.dimNames)}): ${why}.`,
		);
	};
	if (!isBound(bound))
		fail(`expected { shape: [...] } or { shape: { min, opt, max } } but received ${JSON.stringify(bound)}`);
	const { min, opt, max } = limitsOf(bound);
	if (min.length !== opt.length || opt.length !== max.length) fail("`min`, `opt` and `max` differ in length");
	if (input.shape && input.shape.length !== opt.length)
		fail(`expected ${input.shape.length} axes but received ${opt.length}`);
	opt.forEach((likely, axis) => {
		const [low, high, own] = [min[axis], max[axis], input.shape?.[axis]];
		for (const size of [low, likely, high])
			if (size !== null && elementCount([size as number]) < 0) fail(`axis ${axis}: ${size} is no size`);
		if (likely === null || low === null || high === null) {
			if (likely !== low || low !== high) fail(`axis ${axis} is free in one of \`min\`, \`opt\`, \`max\` only`);
			return;
		}
		if ((low as number) > likely || likely > (high as number)) fail(`axis ${axis}: expected min <= opt <= max`);
		if (own !== null && own !== undefined && (low !== own || high !== own))
			fail(`axis ${axis} is ${own} in the model but bounded to ${low === high ? low : `${low}..${high}`}`);
	});
}

/** Whether the lists are there; what is in them is asked later. */
function isBound(bound: unknown): boolean {
	const { shape } = (bound ?? {}) as { shape?: unknown };
	if (typeof shape !== "object" || shape === null) return false;
	const { min, opt, max } = limitsOf({ shape } as InputBound);
	return [min, opt, max].every(Array.isArray);
}

/** The inputs as a session shows them: axes that the bounds fix are numbers. */
export function applyBounds(inputs: readonly ValueInfo[], bounds: InputBounds): readonly ValueInfo[] {
	return inputs.map((input) => {
		const bound = ownValue(bounds, input.name);
		if (!bound) return input;
		const { min, max } = limitsOf(bound);
		const own = input.shape ?? min.map(() => null);
		return { ...input, shape: own.map((dim, i) => dim ?? (min[i] === max[i] ? (min[i] ?? null) : null)) };
	});
}

/** A shape within model and bounds: `opt` where there is one, else what `sizeOf` gives; default: 1. */
export function likelyShape(
	input: ValueInfo,
	bound: InputBound | undefined,
	sizeOf: (axis: number) => number = () => 1,
): number[] {
	const opt = bound ? limitsOf(bound).opt : undefined;
	const axes = input.shape ?? opt ?? [];
	return axes.map((dim, axis) => dim ?? opt?.[axis] ?? sizeOf(axis));
}

/** The first axis of `shape` that is outside the bounds, as text; `undefined` where all are inside. */
export function outsideBounds(shape: readonly number[], bound: InputBound | undefined): string | undefined {
	if (!bound) return undefined;
	const { min, max } = limitsOf(bound);
	// By index: this is asked of every feed of every run.
	for (let axis = 0; axis < shape.length; axis++) {
		const size = shape[axis] as number;
		const low = min[axis];
		const high = max[axis];
		if (low !== null && low !== undefined && (size < low || size > (high as number)))
			return low === high ? `axis ${axis} is fixed to ${low}` : `axis ${axis} is bounded to ${low}..${high}`;
	}
	return undefined;
}

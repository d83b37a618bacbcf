import { type DType, formatType, type TensorLike } from "@polyinfer/core";
import { check } from "./assert.ts";
import { decode } from "./decode.ts";
import type { ExactTensor } from "./exact-tensor.ts";

/** Allowed difference from the exact value `x`: `absolute + relative * |x|`. */
export interface Tolerance {
	readonly absolute: number;
	readonly relative: number;
}

/** What an engine may round where a case says nothing else; dtypes not named here are exact. */
const TOLERANCES: { readonly [D in DType]?: Tolerance } = {
	float64: { absolute: 1e-12, relative: 1e-12 },
	float32: { absolute: 1e-5, relative: 1e-5 },
	float16: { absolute: 1e-3, relative: 1e-3 },
	bfloat16: { absolute: 8e-3, relative: 8e-3 },
};

/** Throws where `actual` differs from `expected` in dtype, shape or by more than `tolerance`. `what` names it. */
export function compare(
	actual: TensorLike | undefined,
	expected: ExactTensor,
	what: string,
	tolerance: Tolerance | undefined = TOLERANCES[expected.dtype],
): void {
	const wanted = formatType(expected.dtype, expected.shape);
	check(actual !== undefined, `Expected ${wanted} as ${what} but received nothing.`);
	const came = formatType(actual.dtype, actual.shape);
	check(came === wanted, `Expected ${wanted} as ${what} but received ${came}.`);
	const values = decode(actual);
	check(
		values.length === expected.values.length,
		`Expected ${expected.values.length} elements as ${what} but received ${values.length}.`,
	);
	for (let i = 0; i < values.length; i++) {
		const value = values[i];
		const exact = expected.values[i];
		if (isNear(value, exact, tolerance)) continue;
		check(false, `Expected ${String(exact)} as element ${i} of ${what} (${wanted}) but received ${String(value)}.`);
	}
}

/** Throws where two tensors differ in dtype, shape or in a single bit. */
export function compareBits(actual: TensorLike | undefined, expected: TensorLike, what: string): void {
	const { dtype, shape } = expected;
	compare(actual, { dtype, shape, values: decode(expected) }, what, { absolute: 0, relative: 0 });
	const [a, b] = [bitsOf(actual as TensorLike), bitsOf(expected)];
	const at = a.findIndex((bit, i) => bit !== b[i]);
	check(at < 0, `Expected ${b[at]} as unit ${at} of ${what} (${formatType(dtype, shape)}) but received ${a[at]}.`);
}

function bitsOf({ data }: TensorLike): readonly unknown[] {
	if (Array.isArray(data)) return data;
	return Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function isNear(value: unknown, exact: unknown, tolerance: Tolerance | undefined): boolean {
	if (value === exact || (Number.isNaN(value) && Number.isNaN(exact))) return true;
	if (typeof value !== "number" || typeof exact !== "number" || !tolerance) return false;
	// No difference from an infinite number is small.
	if (!Number.isFinite(exact)) return false;
	return Math.abs(value - exact) <= tolerance.absolute + tolerance.relative * Math.abs(exact);
}

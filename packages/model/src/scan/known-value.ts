import { DTYPES, dtypeOfNumber, elementCount } from "@polyinfer/core";
import type { Attribute, Node, Weight } from "../graph.ts";
import { weightTensor } from "../weight.ts";

/** What can be said of a value without running anything. */
export interface KnownValue {
	/** Elements, at least. */
	readonly count: number;
	readonly shape?: readonly number[];
	/** The elements themselves, where they are few numbers: a shape, repeats, a limit. */
	readonly numbers?: readonly number[];
}

/** Longer lists are data, not shapes or pads. */
export const MAX_NUMBERS = 16;

/** Shapes of more axes are only counted: what is known of a node must take less memory than the node. */
const MAX_RANK = 8;

/** A weight as a known value. */
export function knownWeight({ name, elementType, shape, data }: Weight): KnownValue {
	const count = elementCount(shape);
	const dtype = dtypeOfNumber(elementType);
	if (count > MAX_NUMBERS || data.kind !== "bytes" || dtype === undefined) return { count, shape };
	if (DTYPES[dtype].bytes * count !== data.bytes.length) return { count, shape };
	return { count, shape, numbers: weightTensor({ name, elementType, shape, data }).toNumbers() };
}

/** A list of numbers as a known value of one axis. */
export function knownNumbers(numbers: readonly number[]): KnownValue {
	const shape = [numbers.length];
	return { count: numbers.length, shape, ...(numbers.length <= MAX_NUMBERS ? { numbers } : {}) };
}

/** What a value of this shape is. */
export function knownShape(shape: readonly number[]): KnownValue {
	const count = product(shape);
	return shape.length > MAX_RANK ? { count } : { count, shape };
}

/** Numbers of an integer attribute, or of a list of them; `undefined` for anything else. */
export function numbersOf(attribute: Attribute | undefined): readonly number[] | undefined {
	if (attribute?.kind === "int") return [Number(attribute.value)];
	if (attribute?.kind === "ints" && attribute.value.length <= MAX_NUMBERS) return Array.from(attribute.value, Number);
	return undefined;
}

/** An integer attribute, or `fallback`. */
export function numberOf(node: Node, name: string, fallback: number): number {
	const found = node.attributes.get(name);
	return found?.kind === "int" ? Number(found.value) : fallback;
}

/** Product of sizes; negative ones, which stand for something else, count as 1. */
export function product(sizes: readonly number[]): number {
	return sizes.reduce((product, size) => product * (size < 0 ? 1 : size), 1);
}

/** The shape of two values that are broadcast onto each other; where sizes do not fit together, the larger ones. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
	const rank = Math.max(a.length, b.length);
	return Array.from({ length: rank }, (_, i) => {
		const m = a[a.length - rank + i] ?? 1;
		const n = b[b.length - rank + i] ?? 1;
		return m === 1 ? n : n === 1 ? m : Math.max(m, n);
	});
}

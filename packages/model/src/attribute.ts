import { InferenceError } from "@polyinfer/core";
import type { Attribute, Graph, Node, Weight } from "./graph.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Makers of {@link Attribute}s from plain values. */
export const attribute: {
	readonly float: (value: number) => Attribute;
	readonly int: (value: number | bigint) => Attribute;
	readonly string: (value: string) => Attribute;
	readonly tensor: (value: Weight) => Attribute;
	readonly graph: (value: Graph) => Attribute;
	readonly floats: (value: readonly number[]) => Attribute;
	readonly ints: (value: readonly (number | bigint)[]) => Attribute;
	readonly strings: (value: readonly string[]) => Attribute;
} = {
	float: (value) => ({ kind: "float", value }),
	int: (value) => ({ kind: "int", value: BigInt(value) }),
	string: (value) => ({ kind: "string", value: encoder.encode(value) }),
	tensor: (value) => ({ kind: "tensor", value }),
	graph: (value) => ({ kind: "graph", value }),
	floats: (value) => ({ kind: "floats", value: Float32Array.from(value) }),
	ints: (value) => ({ kind: "ints", value: BigInt64Array.from(value, BigInt) }),
	strings: (value) => ({ kind: "strings", value: value.map((text) => encoder.encode(text)) }),
};

/** A node's attribute as a float, or `fallback` where the node leaves it out. Throws INVALID_MODEL for another kind. */
export function floatOf(node: Node, name: string, fallback: number): number {
	return find(node, name, "float")?.value ?? fallback;
}

/**
 * A node's attribute as an integer, or `fallback` where the node leaves it out.
 * Throws INVALID_MODEL for another kind and for one beyond 2^53.
 */
export function intOf(node: Node, name: string, fallback: number): number {
	const found = find(node, name, "int");
	return found === undefined ? fallback : safe(node, name, found.value);
}

/** A node's attribute as integers, or `fallback` where the node leaves it out. Throws INVALID_MODEL as {@link intOf}. */
export function intsOf<F>(node: Node, name: string, fallback: F): readonly number[] | F {
	const found = find(node, name, "ints");
	return found === undefined ? fallback : Array.from(found.value, (value) => safe(node, name, value));
}

/** A node's attribute as text, or `fallback` where the node leaves it out. Throws INVALID_MODEL for another kind. */
export function stringOf(node: Node, name: string, fallback: string): string {
	const found = find(node, name, "string");
	return found === undefined ? fallback : decoder.decode(found.value);
}

/** A node's attribute as floats; none where the node leaves it out. Throws INVALID_MODEL for another kind. */
export function floatsOf(node: Node, name: string): readonly number[] {
	return [...(find(node, name, "floats")?.value ?? [])];
}

/** A node's attribute as texts, or `fallback` where the node leaves it out. Throws INVALID_MODEL for another kind. */
export function stringsOf<F>(node: Node, name: string, fallback: F): readonly string[] | F {
	const found = find(node, name, "strings");
	return found === undefined ? fallback : found.value.map((text) => decoder.decode(text));
}

function find<K extends Attribute["kind"]>(
	node: Node,
	name: string,
	kind: K,
): Extract<Attribute, { kind: K }> | undefined {
	const found = node.attributes.get(name);
	if (found === undefined) return undefined;
	if (found.kind === kind) return found as Extract<Attribute, { kind: K }>;
	throw new InferenceError(
		"INVALID_MODEL",
		`Expected ${kind} as attribute \`${name}\` of ${node.operator} node \`${node.name}\` but the model has ${found.kind}.`,
	);
}

function safe(node: Node, name: string, value: bigint): number {
	const number = Number(value);
	if (Number.isSafeInteger(number)) return number;
	throw new InferenceError(
		"INVALID_MODEL",
		`Attribute \`${name}\` of ${node.operator} node \`${node.name}\` is ${value}, beyond 2^53.`,
	);
}

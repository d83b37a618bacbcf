import { InferenceError } from "@polyinfer/core";
import type { Attribute, Node } from "@polyinfer/model";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A node's attribute of floats; none where the node leaves it out. Throws INVALID_MODEL for another kind. */
export function floatsOf(node: Node, name: string): readonly number[] {
	return [...(find(node, name, "floats")?.value ?? [])];
}

/** A node's attribute of texts, or `fallback` where the node leaves it out. Throws INVALID_MODEL for another kind. */
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
		`Expected ${kind} as attribute \`${name}\` but the model has ${found.kind}.`,
	);
}

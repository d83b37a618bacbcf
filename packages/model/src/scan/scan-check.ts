import type { Finding } from "@polyinfer/core";
import type { Attribute, Node, Weight } from "../graph.ts";

/** One thing that the scan looks for. It sees every node and weight of a model, in the order of the file. */
export interface ScanCheck {
	node?(node: Node): void;
	attribute?(attribute: Attribute, name: string, node: Node): void;
	/** Weights and tensors in attributes. */
	weight?(weight: Weight): void;
	/** What was found, once everything was seen. */
	findings(): Iterable<Finding>;
}

/** What to call a node in a message. */
export function nodeLabel({ name, operator, outputs }: Node): string {
	return `${operator} ${name === "" ? (outputs[0] ?? "") : name}`.trim();
}

import { floatOf, intOf, intsOf, type Node, stringOf } from "@polyinfer/model";

/** A node's attributes, each read and checked once. They throw INVALID_MODEL for another kind. */
export class Attributes {
	readonly #node: Node;
	/** What was read, by name; `undefined`: the node leaves it out. */
	readonly #read = new Map<string, unknown>();

	constructor(node: Node) {
		this.#node = node;
	}

	int(name: string, fallback: number): number {
		return this.#once(name, () => intOf(this.#node, name, 0)) ?? fallback;
	}

	ints<F>(name: string, fallback: F): readonly number[] | F {
		return this.#once(name, () => intsOf(this.#node, name, undefined)) ?? fallback;
	}

	float(name: string, fallback: number): number {
		return this.#once(name, () => floatOf(this.#node, name, 0)) ?? fallback;
	}

	text(name: string, fallback: string): string {
		return this.#once(name, () => stringOf(this.#node, name, "")) ?? fallback;
	}

	#once<T>(name: string, read: () => T | undefined): T | undefined {
		if (!this.#read.has(name)) this.#read.set(name, this.#node.attributes.has(name) ? read() : undefined);
		return this.#read.get(name) as T | undefined;
	}
}

import type { Node } from "@polyinfer/model";
import type { Activation } from "./activation.ts";
import type { Attributes } from "./attributes.ts";
import type { Operator } from "./operator.ts";
import type { Value } from "./value.ts";

/** One node, ready to be carried out. Values are told by their slot in the frame; -1: left out. */
export interface Step {
	readonly node: Node;
	readonly attributes: Attributes;
	readonly operator: Operator;
	/** Version of the operator set. */
	readonly opset: number;
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	/** Slots that no later step uses. */
	readonly releases: readonly number[];
	/** What follows the operator in the same kernel. */
	readonly activation?: Activation;
	/** The graphs among its attributes. */
	readonly bodies: ReadonlyMap<string, Body>;
}

/** A graph in a node, and where the values that it takes from around it are in the outer frame. */
export interface Body {
	readonly frame: Frame;
	readonly captured: readonly number[];
}

/** A graph, ready to be carried out. */
export interface Frame {
	/** How many slots it needs. */
	readonly slots: number;
	/** Slots of its inputs, then of what it takes from around it. */
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly constants: readonly (readonly [slot: number, value: Value])[];
	readonly steps: readonly Step[];
}

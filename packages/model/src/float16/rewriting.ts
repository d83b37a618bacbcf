import type { ExternalData, Node } from "../graph.ts";
import type { HalfLosses } from "./half-bits.ts";

/** Why a node that could be converted, or touches float32, was left in float32. */
export type KeepReason =
	/** Its operator has no float16 here: it is not ONNX's own, or its opset does not define it, or it needs float32. */
	| "operator"
	/** `keepOperators` or `keepNodes` name it. */
	| "asked"
	/** The element type of an input is not known. */
	| "unknown-type"
	/** It computes with a constant that float16 has no near number for, or makes what is summed up or seen by a logarithm. */
	| "range"
	/** Integers, scales or quantised numbers are made of what it makes. */
	| "exact"
	/**
	 * It computes on constants, sizes, positions, masks or sums alone, or on numbers that were just dequantised, or scales by
	 * a sum.
	 */
	| "lineage";

/** What is counted on the way. */
export interface Counts extends HalfLosses {
	converted: number;
	castsAdded: number;
	castsRemoved: number;
	weights: number;
	readonly kept: Map<string, { readonly operator: string; readonly reason: KeepReason; count: number }>;
}

/** What one rewriting of a model shares. */
export interface Rewriting {
	readonly opset: number;
	readonly irVersion: number;
	/** Whether the caller wants the node in float32. */
	readonly isAsked: (node: Node) => boolean;
	readonly externalBytes: ((external: ExternalData) => Uint8Array | undefined) | undefined;
	readonly fresh: (wish: string) => string;
	readonly counts: Counts;
}

import type { DType } from "@polyinfer/core";

/** A size along one axis of a net's input or output: fixed, free with a symbolic name, or free without one. */
export type NetDim = number | string | null;

/** One input or output of a net. */
export interface NetValue {
	readonly name: string;
	readonly dtype: DType;
	/** Outermost axis first; `[]` is a scalar. */
	readonly shape: readonly NetDim[];
}

/**
 * What a net can compute. Float arithmetic is meant exactly; an engine's rounding is allowed for by the tolerance.
 * - `identity`: the input, bit for bit.
 * - `cast`: to the output's dtype; floats to integers towards zero.
 * - `add`, `multiply`: elementwise, broadcast as in NumPy.
 * - `relu`: max(0, x).
 * - `matmul`: `[m,k] x [k,n]`.
 * - `conv2d`: NCHW input, OIHW weights, stride 1, no padding, no bias.
 * - `nonzero`: int64 `[rank, n]`, the indices of the elements that are not 0, in row-major order.
 */
export type NetOp = "identity" | "cast" | "add" | "multiply" | "relu" | "matmul" | "conv2d" | "nonzero";

/** One step of a net: reads and writes values by name. */
export interface NetNode {
	readonly op: NetOp;
	readonly inputs: readonly string[];
	readonly output: string;
	/** Dtype that `cast` gives. */
	readonly to?: DType;
}

/** A constant of a net: numbers that its dtype holds exactly. */
export interface NetConstant {
	readonly name: string;
	readonly dtype: DType;
	readonly shape: readonly number[];
	readonly values: ArrayLike<number>;
}

/** A tiny network, described once and written in each format by that format's emitter. Nodes are in execution order. */
export interface Net {
	readonly name: string;
	readonly inputs: readonly NetValue[];
	readonly outputs: readonly NetValue[];
	readonly nodes: readonly NetNode[];
	readonly constants: readonly NetConstant[];
}

/** Every dtype that a net's values have. */
export function dtypesOf(net: Net): ReadonlySet<DType> {
	const casts = net.nodes.flatMap((node) => (node.to === undefined ? [] : [node.to]));
	return new Set([...net.inputs, ...net.outputs, ...net.constants].map((value) => value.dtype).concat(casts));
}

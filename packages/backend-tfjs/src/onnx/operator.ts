import type { DType } from "@polyinfer/core";
import type { Node } from "@polyinfer/model";
import type { Call } from "./call.ts";
import type { Run } from "./run.ts";
import type { Value } from "./value.ts";

/** One output, or all of them in the operator's order. */
export type Results = Value | readonly (Value | undefined)[];

/** How an operator of ONNX is carried out. At least one of `run`, `host` and `flow` is there. */
export interface Operator {
	/** The first version of the operator set in which it is what is written here. Default: 1. */
	readonly since?: number;
	/** On the device, for the element types in `types`. Tensors that are made on the way are disposed by the executor. */
	readonly run?: (call: Call) => Results;
	/** Element types of the typed input that `run` takes. Default: floats. */
	readonly types?: readonly DType[];
	/** Which input's element type counts for `types`. Default: the first. */
	readonly typed?: number;
	/** Inputs that `run` needs on the host. */
	readonly reads?: readonly number[];
	/**
	 * On the host, with all inputs there: taken where they are there already and small, and for element types that `run`
	 * does not take.
	 */
	readonly host?: (call: Call) => Results;
	/** True where `host` is right whatever the element type. Default: never. */
	readonly prefersHost?: (call: Call) => boolean;
	/** Runs bodies. */
	readonly flow?: (call: Call) => Run<Results>;
	/** How many of the body's outputs come before those that the node has, too. Default: 0. */
	readonly bodyExtras?: number;
	/** Element types of the outputs, `undefined` where they are not known. Default: the typed input's for all. */
	readonly gives?: (inputs: readonly (DType | undefined)[], node: Node) => readonly (DType | undefined)[];
	/** Why a node cannot be carried out, though the operator is known; asked before anything runs. */
	readonly refuses?: (node: Node, opset: number) => string | undefined;
	/** May go on for as long as its inputs say, so that a run leaves the thread to others now and then. */
	readonly endless?: true;
	/** Gives other numbers each time, so that it is never computed ahead. */
	readonly random?: true;
}

/** Operators by name, `domain:Name` where the domain is not ONNX's own. */
export type Operators = Readonly<Record<string, Operator>>;

import { type DType, InferenceError } from "@polyinfer/core";
import type { Node } from "@polyinfer/model";
import type { TensorFlow, TensorFlowTensor } from "../program.ts";
import type { Activation } from "./activation.ts";
import type { Attributes } from "./attributes.ts";
import { type HostArray, type HostTensor, newHostArray } from "./host-tensor.ts";
import type { Layout } from "./layout.ts";
import type { Run } from "./run.ts";
import { normalizeAxis } from "./sizes.ts";
import { Value } from "./value.ts";

/** A graph among a node's attributes, with all that it takes from around it. */
export interface Body {
	/** How many inputs it has. */
	readonly inputs: number;
	/** One run. What it gives is freed at the end of the call unless the operator gives it on, or {@link Call.drop}s it. */
	run(inputs: readonly (Value | undefined)[]): Run<Value[]>;
}

/** What a {@link Call} is about. */
export interface Invocation {
	readonly node: Node;
	readonly attributes: Attributes;
	/** Version of the operator set. */
	readonly opset: number;
	/** What the kernel has to apply to its result. */
	readonly activation?: Activation;
}

/** One node at work: its attributes, its inputs, and the ways to give values. */
export class Call {
	readonly tf: TensorFlow;
	readonly node: Node;
	readonly opset: number;
	/** `undefined`: left out. */
	readonly inputs: readonly (Value | undefined)[];
	readonly activation: Activation | undefined;
	readonly #attributes: Attributes;
	readonly #bodies: ReadonlyMap<string, Body>;
	readonly #made = new Set<Value>();

	constructor(
		tf: TensorFlow,
		{ node, attributes, opset, activation }: Invocation,
		inputs: readonly (Value | undefined)[],
		bodies: ReadonlyMap<string, Body>,
	) {
		this.tf = tf;
		this.node = node;
		this.opset = opset;
		this.inputs = inputs;
		this.activation = activation;
		this.#attributes = attributes;
		this.#bodies = bodies;
	}

	/** How many outputs the node names. */
	get outputs(): number {
		return this.node.outputs.length;
	}

	/** An input that the operator demands. */
	input(index: number): Value {
		const value = this.inputs[index];
		if (value === undefined) throw new InferenceError("INVALID_MODEL", `Expected at least ${index + 1} inputs.`);
		return value;
	}

	/** True where this input is given. */
	has(index: number): boolean {
		return this.inputs[index] !== undefined;
	}

	/** An input's numbers on the device, in ONNX's order of axes. */
	plain(index: number): TensorFlowTensor {
		return this.input(index).as("plain");
	}

	/** An input's elements, which must be on the host. */
	host(index: number): HostTensor {
		return this.input(index).host;
	}

	/** An input of integers, on the host; `undefined` where it is left out. Throws INVALID_ARGUMENT beyond 2^53. */
	integers(index: number): number[] | undefined {
		if (!this.has(index)) return undefined;
		return Array.from(this.host(index).data as ArrayLike<number | bigint>, Number);
	}

	/** The number in an input of one element, on the host; `undefined` where it is left out. */
	scalar(index: number): number | undefined {
		const [first] = this.inputs[index]?.host.data ?? [];
		return first === undefined ? undefined : Number(first);
	}

	int(name: string, fallback: number): number {
		return this.#attributes.int(name, fallback);
	}

	ints<F>(name: string, fallback: F): readonly number[] | F {
		return this.#attributes.ints(name, fallback);
	}

	float(name: string, fallback: number): number {
		return this.#attributes.float(name, fallback);
	}

	text(name: string, fallback: string): string {
		return this.#attributes.text(name, fallback);
	}

	/** The attribute `axis`, counted from the front of `rank` axes. */
	axis(rank: number, fallback: number, name = "axis"): number {
		return normalizeAxis(this.int(name, fallback), rank);
	}

	/** The axes of an operator that takes them as an attribute, and from `since` on as input `index`. */
	axes(index: number, since: number): readonly number[] | undefined {
		return this.opset >= since ? this.integers(index) : this.ints("axes", undefined);
	}

	/** The graph in the attribute `name`. Throws INVALID_MODEL where there is none. */
	body(name: string): Body {
		const body = this.#bodies.get(name);
		if (body === undefined) throw new InferenceError("INVALID_MODEL", `Expected a graph as attribute \`${name}\`.`);
		const run = function* (this: Call, inputs: readonly (Value | undefined)[]): Run<Value[]> {
			const values = yield* body.run(inputs);
			for (const value of values) {
				value.disown();
				this.#made.add(value);
			}
			return values;
		};
		return { inputs: body.inputs, run: run.bind(this) };
	}

	/** Frees a value of a body that is not needed any more, unless something else has it. */
	drop(value: Value): void {
		if (value.disposeUnowned()) this.#made.delete(value);
	}

	/** A tensor that was just made as the result. */
	give(tensor: TensorFlowTensor, dtype: DType = this.input(0).dtype, layout: Layout = "plain"): Value {
		const value = Value.ofDevice(this.tf, tensor, dtype, layout);
		this.#made.add(value);
		return value;
	}

	/** Elements on the host as the result. */
	giveHost(dtype: DType, shape: readonly number[], data: HostArray): Value {
		return Value.ofHost(this.tf, { dtype, shape, data });
	}

	/** Whole numbers on the host as the result. */
	giveInt64(shape: readonly number[], numbers: readonly number[]): Value {
		return this.giveHost("int64", shape, BigInt64Array.from(numbers, BigInt));
	}

	/** A result on the host, each element made from its index. */
	fill(dtype: DType, shape: readonly number[], length: number, at: (index: number) => number | bigint | string): Value {
		const data = newHostArray(dtype, length);
		for (let i = 0; i < length; i++) data[i] = at(i);
		return this.giveHost(dtype, shape, data);
	}

	/** Frees what was given and taken by nobody. */
	disposeUnowned(): void {
		for (const value of this.#made) value.disposeUnowned();
	}
}

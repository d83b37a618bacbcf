import { type DType, InferenceError } from "@polyinfer/core";
import { floatOf, intOf, intsOf, type Node, stringOf } from "@polyinfer/model";
import type { TensorFlow, TensorFlowTensor } from "../program.ts";
import { type HostArray, type HostTensor, newHostArray } from "./host-tensor.ts";
import type { Layout } from "./layout.ts";
import { normalizeAxis } from "./sizes.ts";
import type { Frame, Step } from "./step.ts";
import { Value } from "./value.ts";

/** One step at work: its attributes, its inputs, and the ways to give values. */
export class Call {
	readonly tf: TensorFlow;
	readonly step: Step;
	/** `undefined`: left out. */
	readonly inputs: readonly (Value | undefined)[];
	readonly #slots: readonly (Value | undefined)[];
	readonly #made: Value[] = [];

	/** `slots`: the frame's values, of which the step's bodies take what they need. */
	constructor(
		tf: TensorFlow,
		step: Step,
		inputs: readonly (Value | undefined)[],
		slots: readonly (Value | undefined)[],
	) {
		this.tf = tf;
		this.step = step;
		this.inputs = inputs;
		this.#slots = slots;
	}

	get node(): Node {
		return this.step.node;
	}

	get opset(): number {
		return this.step.opset;
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
		return intOf(this.node, name, fallback);
	}

	ints<F>(name: string, fallback: F): readonly number[] | F {
		return intsOf(this.node, name, fallback);
	}

	float(name: string, fallback: number): number {
		return floatOf(this.node, name, fallback);
	}

	text(name: string, fallback: string): string {
		return stringOf(this.node, name, fallback);
	}

	/** The attribute `axis`, counted from the front of `rank` axes. */
	axis(rank: number, fallback: number, name = "axis"): number {
		return normalizeAxis(this.int(name, fallback), rank);
	}

	/** The axes of an operator that takes them as an attribute, and from `since` on as input `index`. */
	axes(index: number, since: number): readonly number[] | undefined {
		return this.opset >= since ? this.integers(index) : this.ints("axes", undefined);
	}

	/** The graph in the attribute `name`, with all the values that it needs but its inputs. Throws INVALID_MODEL. */
	body(name: string): { readonly frame: Frame; readonly captured: readonly (Value | undefined)[] } {
		const body = this.step.bodies.get(name);
		if (body === undefined) throw new InferenceError("INVALID_MODEL", `Expected a graph as attribute \`${name}\`.`);
		return { frame: body.frame, captured: body.captured.map((slot) => this.#slots[slot]) };
	}

	/** A tensor that was just made as the result. */
	give(tensor: TensorFlowTensor, dtype: DType = this.input(0).dtype, layout: Layout = "plain"): Value {
		const value = Value.ofDevice(this.tf, tensor, dtype, layout);
		this.#made.push(value);
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

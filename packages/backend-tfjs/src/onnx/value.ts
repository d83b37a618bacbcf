import { elementCount, InferenceError } from "@polyinfer/core";
import type { TensorFlow, TensorFlowTensor } from "../program.ts";
import { readInto, upload } from "./device-types.ts";
import type { HostArray, HostTensor } from "./host-tensor.ts";
import { inOnnxOrder, type Layout } from "./layout.ts";
import { toChannelsLast, toPlain } from "./transpose-layout.ts";

/**
 * The value of a name in a graph: the same numbers on the host, or on the device in one or more forms. What is missing
 * is made when it is asked for and kept. It is disposed when its last owner has released it.
 */
export class Value {
	readonly dtype: HostTensor["dtype"];
	/** Sizes in ONNX's order, however the numbers lie. */
	readonly shape: readonly number[];
	readonly #tf: TensorFlow;
	readonly #forms = new Map<string, TensorFlowTensor>();
	#data: HostArray | undefined;
	#owners = 0;

	private constructor(tf: TensorFlow, dtype: HostTensor["dtype"], shape: readonly number[]) {
		this.#tf = tf;
		this.dtype = dtype;
		this.shape = shape;
	}

	/** Numbers on the host; borrows their memory. */
	static ofHost(tf: TensorFlow, { dtype, shape, data }: HostTensor): Value {
		const value = new Value(tf, dtype, shape);
		value.#data = data;
		return value;
	}

	/** A tensor on the device, which the value owns from now on. */
	static ofDevice(tf: TensorFlow, tensor: TensorFlowTensor, dtype: HostTensor["dtype"], layout: Layout): Value {
		const value = new Value(tf, dtype, inOnnxOrder(layout, tensor.shape));
		value.#forms.set(keyOf(layout, tensor.rank), tf.keep(tensor));
		return value;
	}

	get rank(): number {
		return this.shape.length;
	}

	get size(): number {
		return elementCount(this.shape);
	}

	/** True where `host` can be read at once. */
	get isOnHost(): boolean {
		return this.#data !== undefined;
	}

	/** The numbers on the host. */
	get host(): HostTensor {
		if (this.#data === undefined)
			throw new InferenceError("ENGINE", "A value on the device was used before it was read back.");
		return { dtype: this.dtype, shape: this.shape, data: this.#data };
	}

	/** True where the numbers lie so on the device, and no other way is cheaper. */
	isLaidOut(layout: Layout): boolean {
		return this.#forms.has(keyOf(layout, this.rank));
	}

	/**
	 * The numbers on the device, borrowed from this value. With a `rank` above its own there are axes of size 1 in front,
	 * as broadcasting has it.
	 */
	as(layout: Layout, rank: number = this.rank): TensorFlowTensor {
		if (layout === "channels-last")
			return this.form(keyOf(layout, rank), (tf) => toChannelsLast(tf, this.source(), rank));
		return this.#plain();
	}

	/** The numbers in a form of the caller's own, such as a filter as a kernel wants it, kept under `key`. */
	form(key: string, make: (tf: TensorFlow) => TensorFlowTensor): TensorFlowTensor {
		const found = this.#forms.get(key);
		if (found !== undefined) return found;
		const tensor = this.#tf.keep(make(this.#tf));
		this.#forms.set(key, tensor);
		return tensor;
	}

	/** As `as("plain")`, but what is uploaded for it is not kept: to make a {@link form} from, while tensors are tidied. */
	source(): TensorFlowTensor {
		return this.#data !== undefined && !this.isLaidOut("plain") ? upload(this.#tf, this.host) : this.#plain();
	}

	/** Brings the numbers to the host, for backends that can wait for the device. */
	readSync(): void {
		if (this.#data === undefined) this.#data = readInto(this.dtype, this.#plain().dataSync());
	}

	/** Brings the numbers to the host. */
	async read(): Promise<void> {
		if (this.#data === undefined) this.#data = readInto(this.dtype, await this.#plain().data());
	}

	/** One more owner. */
	retain(): this {
		this.#owners++;
		return this;
	}

	/** One owner less; the last one frees the device's memory. */
	release(): void {
		if (--this.#owners <= 0) this.disposeForms();
	}

	/** One owner less, who hands the value on: nothing is freed. */
	disown(): void {
		this.#owners--;
	}

	/** Frees the device's memory if nobody owns the value; true then. */
	disposeUnowned(): boolean {
		if (this.#owners > 0) return false;
		this.disposeForms();
		return true;
	}

	/** Frees the device's memory. */
	disposeForms(): void {
		for (const tensor of this.#forms.values()) tensor.dispose();
		this.#forms.clear();
	}

	#plain(): TensorFlowTensor {
		return this.form(keyOf("plain", this.rank), (tf) => {
			const laid = this.#forms.get(keyOf("channels-last", this.rank));
			return laid === undefined ? upload(tf, this.host) : toPlain(tf, laid);
		});
	}
}

/** By rank, made once: they are asked for at every step. */
const CHANNELS_LAST_KEYS = ["", "", "", "channels-last 3", "channels-last 4", "channels-last 5"] as const;

/** `plain` needs no rank: broadcasting puts axes in front by itself. */
function keyOf(layout: Layout, rank: number): string {
	return layout === "plain" ? layout : (CHANNELS_LAST_KEYS[rank] as string);
}

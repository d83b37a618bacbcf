import { DTYPES, type DType, InferenceError, type TensorData } from "@polyinfer/core";
import {
	TFLITE_PADDINGS,
	TFLITE_TYPES,
	type TfliteModel,
	type TfliteOperator,
	type TfliteTensor,
	writeTflite,
} from "@polyinfer/model";
import type { Net, NetConstant, NetNode, NetOp } from "../net.ts";
import { encode } from "../values.ts";
import type { Emitter } from "./emitter.ts";

/** TensorFlow Lite, schema version 3. Matrices and kernels must be constants, as they are in all nets of the kit. */
export const tfliteEmitter: Emitter = {
	dtypes: (Object.keys(DTYPES) as DType[]).filter((dtype) => dtype !== "string"),
	ops: ["identity", "cast", "add", "multiply", "relu", "matmul", "conv2d", "nonzero"],
	freeAxes: true,
	axisNames: false,
	emit: (net) => ({ files: [{ name: "", bytes: writeTflite(new GraphWriter(net).write()) }] }),
};

type Shape = readonly (number | null)[];

/** One net on its way into a graph: tensors are numbered as they are met, and an op may take several operators. */
class GraphWriter {
	readonly #net: Net;
	readonly #tensors: TfliteTensor[] = [];
	readonly #operators: TfliteOperator[] = [];
	/** Number of a tensor by its name. */
	readonly #numbers = new Map<string, number>();

	constructor(net: Net) {
		this.#net = net;
	}

	write(): TfliteModel {
		const { inputs, outputs, constants, nodes } = this.#net;
		for (const { name, dtype, shape } of inputs)
			this.#add({ name, dtype, shape: shape.map((dim) => (typeof dim === "number" ? dim : null)) });
		const moved = new Set(
			nodes.flatMap(({ op, inputs: [, second] }) => (op === "matmul" || op === "conv2d" ? [second] : [])),
		);
		for (const constant of constants) if (!moved.has(constant.name)) this.#constant(constant);
		for (const node of nodes) this.#node(node);
		const number = ({ name }: { readonly name: string }): number => this.#number(name);
		return {
			tensors: this.#tensors,
			inputs: inputs.map(number),
			outputs: outputs.map(number),
			operators: this.#operators,
		};
	}

	#node(node: NetNode): void {
		const write: Readonly<Record<NetOp, () => void>> = {
			identity: () => this.#identity(node),
			cast: () => this.#cast(node),
			add: () => this.#elementwise("ADD", node),
			multiply: () => this.#elementwise("MUL", node),
			relu: () => this.#operator("RELU", [this.#input(node, 0)], this.#like(node.output, this.#input(node, 0))),
			matmul: () => this.#matmul(node),
			conv2d: () => this.#conv2d(node),
			nonzero: () => this.#nonzero(node),
		};
		write[node.op]();
	}

	/** The format has no such operator: a new shape that is the old one copies bit for bit. */
	#identity(node: NetNode): void {
		const x = this.#input(node, 0);
		const { shape } = this.#tensor(x);
		if (shape.filter((size) => size === null).length > 1)
			throw new InferenceError("UNSUPPORTED", "Expected at most one free axis for `identity` in tflite.");
		const to = this.#numbersConstant(
			`${node.output}.shape`,
			shape.map((size) => size ?? -1),
		);
		this.#operator("RESHAPE", [x, to], this.#like(node.output, x));
	}

	#cast(node: NetNode): void {
		const x = this.#input(node, 0);
		const { dtype, shape } = this.#tensor(x);
		const to = node.to ?? dtype;
		const y = this.#add({ name: node.output, dtype: to, shape });
		this.#operator("CAST", [x], y, { from: TFLITE_TYPES[dtype], to: TFLITE_TYPES[to] });
	}

	#elementwise(operator: "ADD" | "MUL", node: NetNode): void {
		const [a, b] = [this.#input(node, 0), this.#input(node, 1)];
		const shape = broadcast(this.#tensor(a).shape, this.#tensor(b).shape);
		const y = this.#add({ name: node.output, dtype: this.#tensor(a).dtype, shape });
		this.#operator(operator, [a, b], y);
	}

	/** The operator takes the matrix with its axes exchanged. */
	#matmul(node: NetNode): void {
		const x = this.#input(node, 0);
		const weight = this.#transposed(node, [1, 0]);
		const shape = [this.#tensor(x).shape[0] ?? null, this.#tensor(weight).shape[0] ?? null];
		const y = this.#add({ name: node.output, dtype: "float32", shape });
		this.#operator("FULLY_CONNECTED", [x, weight], y);
	}

	/** The operator takes channels last: pictures NHWC, kernels OHWI. */
	#conv2d(node: NetNode): void {
		const image = this.#input(node, 0);
		const kernel = this.#transposed(node, [0, 2, 3, 1]);
		const [batch = 1, channels = 1, height, width] = this.#tensor(image).shape;
		const [out = 1, kernelY, kernelX] = this.#tensor(kernel).shape as number[];
		const sizeY = Number(height) - Number(kernelY) + 1;
		const sizeX = Number(width) - Number(kernelX) + 1;
		const tensor = (part: string, shape: Shape): number =>
			this.#add({ name: `${node.output}.${part}`, dtype: "float32", shape });
		const last = tensor("image", [batch, height ?? null, width ?? null, channels]);
		const raw = tensor("raw", [batch, sizeY, sizeX, out]);
		const bias = this.#constant({
			name: `${node.output}.bias`,
			dtype: "float32",
			shape: [out],
			values: new Float64Array(out),
		});
		const y = this.#add({ name: node.output, dtype: "float32", shape: [batch, out, sizeY, sizeX] });
		this.#operator("TRANSPOSE", [image, this.#numbersConstant(`${node.output}.last`, [0, 2, 3, 1])], last);
		this.#operator("CONV_2D", [last, kernel, bias], raw, {
			padding: TFLITE_PADDINGS.valid,
			strideX: 1,
			strideY: 1,
		});
		this.#operator("TRANSPOSE", [raw, this.#numbersConstant(`${node.output}.first`, [0, 3, 1, 2])], y);
	}

	/** The operator gives one row an element, where ours gives one row an axis. */
	#nonzero(node: NetNode): void {
		const x = this.#input(node, 0);
		const { dtype, shape } = this.#tensor(x);
		const zero = this.#constant({ name: `${node.output}.zero`, dtype, shape: [], values: [0] });
		const mask = this.#add({ name: `${node.output}.mask`, dtype: "bool", shape });
		const rows = this.#add({ name: `${node.output}.rows`, dtype: "int64", shape: [null, shape.length] });
		const y = this.#add({ name: node.output, dtype: "int64", shape: [shape.length, null] });
		this.#operator("NOT_EQUAL", [x, zero], mask);
		this.#operator("WHERE", [mask], rows);
		this.#operator("TRANSPOSE", [rows, this.#numbersConstant(`${node.output}.exchange`, [1, 0])], y);
	}

	/** A node's second operand, a constant, with its axes in another order; written once. */
	#transposed(node: NetNode, order: readonly number[]): number {
		const name = node.inputs[1] as string;
		const constant = this.#net.constants.find((one) => one.name === name);
		if (!constant) throw new InferenceError("UNSUPPORTED", `Expected a constant as \`${name}\` in tflite.`);
		return this.#numbers.get(name) ?? this.#constant(transpose(constant, order));
	}

	#operator(
		operator: TfliteOperator["operator"],
		inputs: readonly number[],
		output: number,
		options?: TfliteOperator["options"],
	): void {
		this.#operators.push({ operator, inputs, outputs: [output], ...(options === undefined ? {} : { options }) });
	}

	#add(tensor: TfliteTensor): number {
		this.#numbers.set(tensor.name, this.#tensors.length);
		return this.#tensors.push(tensor) - 1;
	}

	/** A tensor called `name` of the dtype and shape of another. */
	#like(name: string, other: number): number {
		const { dtype, shape } = this.#tensor(other);
		return this.#add({ name, dtype, shape });
	}

	#constant({ name, dtype, shape, values }: NetConstant): number {
		return this.#add({ name, dtype, shape, data: bytesOf(encode(dtype, values)) });
	}

	#numbersConstant(name: string, values: readonly number[]): number {
		return this.#constant({ name, dtype: "int32", shape: [values.length], values });
	}

	#input(node: NetNode, index: number): number {
		return this.#number(node.inputs[index] ?? "");
	}

	#number(name: string): number {
		const number = this.#numbers.get(name);
		if (number === undefined) throw new InferenceError("INVALID_ARGUMENT", `Nothing in the net is called \`${name}\`.`);
		return number;
	}

	#tensor(number: number): TfliteTensor {
		return this.#tensors[number] as TfliteTensor;
	}
}

function bytesOf(data: TensorData): Uint8Array {
	const array = data as Float32Array;
	return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function broadcast(a: Shape, b: Shape): Shape {
	return Array.from({ length: Math.max(a.length, b.length) }, (_, axis, rank = Math.max(a.length, b.length)) => {
		const [x = 1, y = 1] = [a[axis - rank + a.length], b[axis - rank + b.length]];
		return x === 1 ? y : x;
	});
}

function transpose({ name, dtype, shape, values }: NetConstant, order: readonly number[]): NetConstant {
	const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));
	const to = order.map((axis) => shape[axis] as number);
	const moved = new Float64Array(values.length);
	for (let i = 0; i < moved.length; i++) {
		let [rest, from] = [i, 0];
		for (let axis = to.length - 1; axis >= 0; axis--) {
			from += (rest % (to[axis] as number)) * (strides[order[axis] as number] as number);
			rest = Math.floor(rest / (to[axis] as number));
		}
		moved[i] = values[from] as number;
	}
	return { name, dtype, shape: to, values: moved };
}

import { intOf, intsOf, type Model, type Node, type ValueType, weightTensor } from "@polyinfer/model";

/** A graph model's files. */
export interface GraphModelFiles {
	/** `model.json`. */
	readonly json: string;
	readonly weights: Uint8Array;
}

type Attributes = Readonly<Record<string, object>>;

const FLOAT = { type: "DT_FLOAT" };
const INT = { type: "DT_INT32" };
const NO = { b: false };
const text = (value: string) => ({ s: Buffer.from(value).toString("base64") });
const whole = (values: readonly number[]) => ({ list: { i: values.map(String) } });
const shapeOf = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });
const fused = (...operators: readonly string[]): Attributes => ({
	T: FLOAT,
	num_args: { i: "1" },
	epsilon: { f: 0 },
	fused_ops: { list: { s: operators.map((one) => text(one).s) } },
});

/**
 * An ONNX classifier of convolutions, relu6, sums, one mean and one product as a graph model: channels last, with bias and
 * activation fused, as TensorFlow.js's converter writes it; convolutions are padded like TensorFlow's SAME. `weights` is
 * the name of the file of weights. Throws for any other operator.
 */
export function writeGraphModel({ graph }: Model, weights: string): GraphModelFiles {
	const files = new Files();
	const [x, y] = [graph.inputs[0], graph.outputs[0]];
	if (x === undefined || y === undefined) throw new Error("Expected an input and an output.");
	const [batch = 1, channels = 1, ...sides] = sizesOf(x.type);
	const shape = shapeOf([batch, ...sides, channels]);
	files.node(x.name, "Placeholder", [], { dtype: FLOAT, shape: { shape } });
	/** What is written instead of a value and the relu6 behind it. */
	const activated = new Map(
		graph.nodes.flatMap(({ operator, inputs, outputs }) => (operator === "Clip" ? [[inputs[0], outputs[0]]] : [])),
	);
	const given = (name = "") => {
		const weight = graph.weights.get(name);
		if (weight === undefined) throw new Error(`Expected a weight ${name}.`);
		const tensor = weightTensor(weight);
		return { shape: tensor.shape, data: tensor.data as Float32Array };
	};
	const constant = (name = ""): string => {
		const { shape, data } = given(name);
		return files.constant(name, shape, data);
	};
	const convolve = (node: Node, output: string): void => {
		const [input = "", filter = "", bias] = node.inputs;
		const { shape, data } = given(filter);
		const [outputs = 1, inputs = 1, height = 1, width = 1] = shape;
		const isDepthwise = intOf(node, "group", 1) > 1;
		const last = channelsLast(data, outputs, inputs);
		const sizes = isDepthwise ? [outputs, 1] : [inputs, outputs];
		const behind = activated.get(output);
		files.node(
			behind ?? output,
			isDepthwise ? "FusedDepthwiseConv2dNative" : "_FusedConv2D",
			[input, files.constant(filter, [height, width, ...sizes], last), constant(bias)],
			{
				...(behind === undefined ? fused("BiasAdd") : fused("BiasAdd", "Relu6")),
				strides: whole([1, ...intsOf(node, "strides", [1, 1]), 1]),
				dilations: whole([1, 1, 1, 1]),
				padding: text("SAME"),
				data_format: text("NHWC"),
				explicit_paddings: { list: {} },
			},
		);
	};
	for (const node of graph.nodes) {
		const { operator, inputs } = node;
		const [input = "", second, third] = inputs;
		const [output = ""] = node.outputs;
		if (operator === "Conv") convolve(node, output);
		else if (operator === "Add") files.node(output, "AddV2", inputs, { T: FLOAT });
		else if (operator === "GlobalAveragePool") {
			const axes = files.constant(`${output}.axes`, [2], Int32Array.of(1, 2));
			files.node(output, "Mean", [input, axes], { T: FLOAT, Tidx: INT, keep_dims: NO });
		}
		// The mean has dropped the axes already.
		else if (operator === "Flatten") files.node(output, "Identity", inputs, { T: FLOAT });
		else if (operator === "Gemm") {
			if (intOf(node, "transB", 0) !== 1) throw new Error("Expected Gemm with a row of weights for each output.");
			const { shape, data } = given(second);
			const [outputs = 1, inputs = 1] = shape;
			// Not by `transpose_b`: to such a product TensorFlow.js's kernel on wasm adds the bias once for each 48 of the inputs.
			const weight = files.constant(second ?? "", [inputs, outputs], channelsLast(data, outputs, inputs));
			const attr = { ...fused("BiasAdd"), transpose_a: NO, transpose_b: NO };
			files.node(output, "_FusedMatMul", [input, weight, constant(third)], attr);
		} else if (operator !== "Clip") throw new Error(`Expected no operator ${operator}.`);
	}
	const value = (name: string, tensorShape: object) => ({
		[name]: { name: `${name}:0`, dtype: "DT_FLOAT", tensorShape },
	});
	const signature = { inputs: value(x.name, shape), outputs: value(y.name, shapeOf(sizesOf(y.type))) };
	return files.done(signature, weights);
}

/** Nodes and weights, as they are added. */
class Files {
	readonly #nodes: object[] = [];
	readonly #weights: object[] = [];
	readonly #parts: Uint8Array[] = [];

	node(name: string, op: string, input: readonly string[], attr: Attributes): void {
		this.#nodes.push({ name, op, input, attr });
	}

	/** Gives the name. */
	constant(name: string, shape: readonly number[], data: Float32Array | Int32Array): string {
		const isInt = data instanceof Int32Array;
		this.#weights.push({ name, dtype: isInt ? "int32" : "float32", shape });
		this.#parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
		this.node(name, "Const", [], { dtype: isInt ? INT : FLOAT });
		return name;
	}

	done(signature: object, weights: string): GraphModelFiles {
		const json = {
			format: "graph-model",
			modelTopology: { node: this.#nodes, versions: { producer: 440 } },
			signature,
			weightsManifest: [{ paths: [weights], weights: this.#weights }],
		};
		return { json: JSON.stringify(json), weights: Buffer.concat(this.#parts) };
	}
}

/** `[outputs, inputs, place]` as `[place, inputs, outputs]`. */
export function channelsLast(data: Float32Array, outputs: number, inputs: number): Float32Array<ArrayBuffer> {
	const places = data.length / (outputs * inputs);
	const moved = new Float32Array(data.length);
	for (let output = 0, from = 0; output < outputs; output++)
		for (let input = 0; input < inputs; input++)
			for (let place = 0; place < places; place++)
				moved[(place * inputs + input) * outputs + output] = data[from++] as number;
	return moved;
}

function sizesOf(type: ValueType): number[] {
	if (type.kind !== "tensor" || !type.shape?.every((size) => typeof size === "number"))
		throw new Error("Expected tensors of fixed shapes.");
	return [...(type.shape as readonly number[])];
}

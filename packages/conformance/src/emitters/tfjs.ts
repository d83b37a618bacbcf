import type { DType, ModelFile } from "@polyinfer/core";
import { readTfjs, tfjsMetadataOf } from "@polyinfer/model";
import type { Net, NetConstant, NetNode, NetOp } from "../net.ts";
import { encode } from "../values.ts";
import type { Emitter } from "./emitter.ts";

/** TensorFlow's `DataType` of each dtype that its converter writes for TensorFlow.js. */
const TYPES: { readonly [D in DType]?: string } = {
	float32: "DT_FLOAT",
	float64: "DT_DOUBLE",
	float16: "DT_HALF",
	int32: "DT_INT32",
	int64: "DT_INT64",
	int8: "DT_INT8",
	uint8: "DT_UINT8",
	bool: "DT_BOOL",
	string: "DT_STRING",
};

/** Name of the file that the weights lie in. */
const SHARD = "group1-shard1of1.bin";

/** TensorFlow.js graph models. Kernels of `conv2d` must be constants, as they are in all nets of the kit. */
export const tfjsEmitter: Emitter = {
	dtypes: Object.keys(TYPES) as DType[],
	ops: ["identity", "cast", "add", "multiply", "relu", "matmul", "conv2d", "nonzero"] satisfies NetOp[],
	freeAxes: true,
	axisNames: true,
	emit: (net) => {
		const files = writeNet(net);
		const graph = readTfjs((files[0] as ModelFile).bytes);
		const metadata = tfjsMetadataOf(graph);
		return { files, graph, ...(metadata === undefined ? {} : { metadata }) };
	},
};

interface GraphNode {
	readonly name: string;
	readonly op: string;
	readonly input?: readonly string[];
	readonly attr?: object;
}

const type = (dtype: DType): object => ({ type: TYPES[dtype] });
const shapeOf = (shape: readonly (number | string | null)[]): object => ({
	dim: shape.map((dim) =>
		typeof dim === "number" ? { size: String(dim) } : { size: "-1", ...(dim === null ? {} : { name: dim }) },
	),
});

function writeNet({ inputs, outputs, nodes, constants }: Net): ModelFile[] {
	const dtypes = new Map<string, DType>([...inputs, ...constants].map(({ name, dtype }) => [name, dtype]));
	// Names of TensorFlow's nodes end at a colon: values keep theirs in the signature only.
	const nodeNames = new Map<string, string>();
	const nodeName = (value: string): string => {
		const known = nodeNames.get(value) ?? `v${nodeNames.size}`;
		nodeNames.set(value, known);
		return known;
	};
	const moved = new Map(
		nodes.flatMap(({ op, inputs: [, second] }) => (op === "conv2d" && second ? [[second, true]] : [])),
	);
	const weights = constants.map((constant) => ({
		...(moved.has(constant.name) ? channelsLast(constant) : constant),
		name: nodeName(constant.name),
	}));
	const graph: GraphNode[] = [
		...inputs.map(({ name, dtype, shape }) => ({
			name: nodeName(name),
			op: "Placeholder",
			attr: { dtype: type(dtype), shape: { shape: shapeOf(shape) } },
		})),
		...nodes.flatMap((node) => writeNode(node, dtypes, nodeName, weights)),
	];
	const signature = (values: Net["inputs"], isInput: boolean): object =>
		Object.fromEntries(
			values.map(({ name, dtype, shape }) => [
				name,
				{ name: `${nodeName(name)}${isInput ? ":0" : ""}`, dtype: TYPES[dtype], tensorShape: shapeOf(shape) },
			]),
		);
	const json = {
		format: "graph-model",
		generatedBy: "polyinfer",
		signature: { inputs: signature(inputs, true), outputs: signature(outputs, false) },
		modelTopology: {
			node: [
				...graph,
				...weights.map(({ name, dtype, shape }) => ({
					name,
					op: "Const",
					attr: { dtype: type(dtype), value: { tensor: { dtype: TYPES[dtype], tensorShape: shapeOf(shape) } } },
				})),
			],
			versions: { producer: 1 },
		},
		weightsManifest: [{ paths: [SHARD], weights: weights.map(({ name, dtype, shape }) => ({ name, dtype, shape })) }],
	};
	return [
		{ name: "", bytes: new TextEncoder().encode(JSON.stringify(json)) },
		{ name: SHARD, bytes: join(weights) },
	];
}

/** One node of a net as nodes of TensorFlow; constants that it needs are added to `weights`. */
function writeNode(
	{ op, inputs, output, to }: NetNode,
	dtypes: Map<string, DType>,
	nodeName: (value: string) => string,
	weights: NetConstant[],
): GraphNode[] {
	const name = nodeName(output);
	const input = inputs.map(nodeName);
	const from = dtypes.get(inputs[0] as string) ?? "float32";
	dtypes.set(output, op === "cast" && to ? to : op === "nonzero" ? "int64" : from);
	const T = { T: type(from) };
	const order = (part: string, axes: readonly number[]): string => {
		weights.push({ name: `${name}_${part}`, dtype: "int32", shape: [axes.length], values: axes });
		return `${name}_${part}`;
	};
	switch (op) {
		case "identity":
			return [{ name, op: "Identity", input, attr: T }];
		case "cast":
			return [{ name, op: "Cast", input, attr: { SrcT: type(from), DstT: type(to ?? from) } }];
		case "add":
			return [{ name, op: "AddV2", input, attr: T }];
		case "multiply":
			return [{ name, op: "Mul", input, attr: T }];
		case "relu":
			return [{ name, op: "Relu", input, attr: T }];
		case "matmul":
			return [{ name, op: "MatMul", input, attr: { ...T, transpose_a: { b: false }, transpose_b: { b: false } } }];
		case "conv2d":
			return [
				{ name: `${name}_last`, op: "Transpose", input: [input[0] as string, order("to_last", [0, 2, 3, 1])], attr: T },
				{
					name: `${name}_raw`,
					op: "Conv2D",
					input: [`${name}_last`, input[1] as string],
					attr: {
						...T,
						strides: { list: { i: ["1", "1", "1", "1"] } },
						dilations: { list: { i: ["1", "1", "1", "1"] } },
						padding: { s: btoa("VALID") },
						data_format: { s: btoa("NHWC") },
					},
				},
				{ name, op: "Transpose", input: [`${name}_raw`, order("to_first", [0, 3, 1, 2])], attr: T },
			];
		case "nonzero":
			weights.push({ name: `${name}_zero`, dtype: from, shape: [], values: [0] });
			return [
				{ name: `${name}_mask`, op: "NotEqual", input: [input[0] as string, `${name}_zero`], attr: T },
				{ name: `${name}_rows`, op: "Where", input: [`${name}_mask`], attr: { T: type("bool") } },
				{ name, op: "Transpose", input: [`${name}_rows`, order("exchange", [1, 0])], attr: { T: type("int64") } },
			];
	}
}

/** A kernel OIHW as HWIO. */
function channelsLast(constant: NetConstant): NetConstant {
	const [out = 1, channels = 1, height = 1, width = 1] = constant.shape;
	const values: number[] = [];
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			for (let c = 0; c < channels; c++)
				for (let o = 0; o < out; o++)
					values.push(constant.values[((o * channels + c) * height + y) * width + x] as number);
	return { ...constant, shape: [height, width, channels, out], values };
}

function join(weights: readonly NetConstant[]): Uint8Array {
	const parts = weights.map(({ dtype, values }) => {
		const { buffer, byteOffset, byteLength } = encode(dtype, values) as Uint8Array;
		return new Uint8Array(buffer, byteOffset, byteLength);
	});
	const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}

import type { DType, ValueInfo } from "@polyinfer/core";
import { ONNX_LIMITS } from "../limits.ts";
import { expected, type JsonObject, listOf, objectOf, optionalObject, textOf } from "./json-fields.ts";
import type { TfjsNode, TfjsValue } from "./tfjs-model.ts";

const { maxRank, maxNameBytes, maxValues } = ONNX_LIMITS;

/** TensorFlow's `DataType`, by name and by number; what is not here has no dtype. */
const DATA_TYPES: readonly (readonly [name: string, number: number, dtype: DType])[] = [
	["DT_FLOAT", 1, "float32"],
	["DT_DOUBLE", 2, "float64"],
	["DT_INT32", 3, "int32"],
	["DT_UINT8", 4, "uint8"],
	["DT_INT16", 5, "int16"],
	["DT_INT8", 6, "int8"],
	["DT_STRING", 7, "string"],
	["DT_INT64", 9, "int64"],
	["DT_BOOL", 10, "bool"],
	["DT_BFLOAT16", 14, "bfloat16"],
	["DT_UINT16", 17, "uint16"],
	["DT_HALF", 19, "float16"],
	["DT_UINT32", 22, "uint32"],
	["DT_UINT64", 23, "uint64"],
];

/** A node with its attributes, which only the graph's own inputs need. */
export interface RawNode extends TfjsNode {
	readonly attributes: JsonObject;
}

/** The values of one side of a signature; `undefined` where it names none. */
export function readSignature(signature: JsonObject | undefined, side: "inputs" | "outputs"): TfjsValue[] | undefined {
	const values = Object.entries(optionalObject(signature?.[side], `signature.${side}`) ?? {});
	if (values.length === 0) return undefined;
	return listOf(values, `signature.${side}`, maxValues).map((entry) => {
		const [name, value] = entry as [string, unknown];
		const where = `signature.${side}.${name}`;
		const info = objectOf(value, where);
		const tensor = info.name === undefined ? name : textOf(info.name, `${where}.name`, maxNameBytes);
		return { name, tensor, ...typeOf(info.dtype), ...shapeOf(info.tensorShape, where) };
	});
}

/** The inputs that nodes of a graph without a signature stand for. */
export function readPlaceholders(nodes: readonly RawNode[]): TfjsValue[] {
	return nodes
		.filter(({ operator }) => operator.startsWith("Placeholder") && operator !== "PlaceholderWithDefault")
		.map(({ name, attributes }) => {
			const shape = optionalObject(attributes.shape, `attr.shape of node \`${name}\``);
			const dtype = optionalObject(attributes.dtype, `attr.dtype of node \`${name}\``);
			return { name, tensor: name, ...typeOf(dtype?.type), ...shapeOf(shape?.shape, `the shape of node \`${name}\``) };
		});
}

/** The nodes that no other reads, where nothing names the outputs. */
export function readEnds(nodes: readonly RawNode[]): TfjsValue[] {
	const read = new Set(nodes.flatMap(({ inputs }) => inputs.map(nodeOf)));
	return nodes
		.filter(({ name, operator }) => !read.has(name) && operator !== "Const" && !operator.startsWith("Placeholder"))
		.map(({ name, attributes }) => {
			const type = optionalObject(attributes.T, `attr.T of node \`${name}\``);
			return { name, tensor: name, ...typeOf(type?.type), shape: null };
		});
}

/** The node that a tensor is an output of: `"a"` of `"a:1"` and of `"^a"`. */
export function nodeOf(tensor: string): string {
	const name = tensor.startsWith("^") ? tensor.slice(1) : tensor;
	const end = name.indexOf(":");
	return end < 0 ? name : name.slice(0, end);
}

function typeOf(type: unknown): { dtype?: DType } {
	const found = DATA_TYPES.find(([name, number]) => type === name || type === number);
	return found === undefined ? {} : { dtype: found[2] };
}

function shapeOf(value: unknown, where: string): Pick<TfjsValue, "shape" | "dimNames"> {
	const shape = optionalObject(value, where);
	if (shape === undefined || shape.unknownRank === true) return { shape: null };
	const dims = listOf(shape.dim, `${where}.dim`, maxRank).map((dim, axis) => objectOf(dim, `${where}.dim[${axis}]`));
	const sizes = dims.map((dim): number | null => {
		const size = Number(dim.size ?? 0);
		if (!Number.isSafeInteger(size) || size < -1) throw expected("sizes of -1 and above", where, dim.size);
		return size === -1 ? null : size;
	});
	const names = dims.map((dim, axis) =>
		sizes[axis] === null && typeof dim.name === "string" && dim.name !== "" ? dim.name : null,
	);
	const hasNames = names.some((name) => name !== null);
	return { shape: sizes, ...(hasNames ? { dimNames: names satisfies ValueInfo["dimNames"] } : {}) };
}

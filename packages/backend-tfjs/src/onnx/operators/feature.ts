import { type DType, InferenceError } from "@polyinfer/core";
import { type Node, stringsOf, weightTensor } from "@polyinfer/model";
import { fromTensor, type HostTensor, newHostArray } from "../host-tensor.ts";
import { product } from "../indexing/spans.ts";
import { takeIndex } from "../indexing/take-index.ts";
import type { Operators } from "../operator.ts";

type Table = Pick<HostTensor, "dtype" | "data">;

/** Classical machine learning: what prepares features. */
export const features: Operators = {
	"ai.onnx.ml:ArrayFeatureExtractor": {
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			const size = shape.at(-1) ?? 1;
			const at = (call.integers(1) ?? []).map((index) => takeIndex(index, size));
			const rows = shape.length === 1 ? [1] : shape.slice(0, -1);
			return call.fill(dtype, [...rows, at.length], product(rows) * at.length, (i) => {
				const row = Math.floor(i / at.length);
				return data[row * size + (at[i % at.length] as number)] as number;
			});
		},
	},
	"ai.onnx.ml:Binarizer": {
		host: (call) => {
			const { dtype, shape, data } = call.host(0);
			const threshold = call.float("threshold", 0);
			return call.fill(dtype, shape, data.length, (i) => Number(Number(data[i]) > threshold));
		},
	},
	"ai.onnx.ml:LabelEncoder": {
		since: 2,
		gives: (_, node) => [tableOf(node, "values")?.dtype],
		refuses: (node) =>
			tableOf(node, "keys") === undefined || tableOf(node, "values") === undefined ? "without a table" : undefined,
		host: (call) => {
			const { shape, data } = call.host(0);
			const [keys, values] = [tableOf(call.node, "keys"), tableOf(call.node, "values")] as [Table, Table];
			const table = new Map([...keys.data].map((key, i) => [key, values.data[i]] as const));
			const fallback = fallbackOf(call.node, values.dtype);
			return call.fill(values.dtype, shape, data.length, (i) => (table.get(data[i] as never) ?? fallback) as number);
		},
	},
};

/** The attribute of whatever type that holds the keys or the values. */
function tableOf(node: Node, side: "keys" | "values"): Table | undefined {
	const texts = stringsOf(node, `${side}_strings`, undefined);
	if (texts !== undefined) return { dtype: "string", data: [...texts] };
	for (const [suffix, dtype] of [
		["int64s", "int64"],
		["floats", "float32"],
	] as const) {
		const found = node.attributes.get(`${side}_${suffix}`);
		if (found?.kind === "ints" || found?.kind === "floats") return { dtype, data: found.value };
	}
	const tensor = node.attributes.get(`${side}_tensor`);
	return tensor?.kind === "tensor" ? fromTensor(weightTensor(tensor.value)) : undefined;
}

/** What a label that is not in the table becomes. */
function fallbackOf(node: Node, dtype: DType): number | bigint | string {
	const tensor = node.attributes.get("default_tensor");
	if (tensor?.kind === "tensor") {
		const [first] = fromTensor(weightTensor(tensor.value)).data;
		if (first === undefined) throw new InferenceError("INVALID_MODEL", "Expected one element in `default_tensor`.");
		return first;
	}
	if (dtype === "string") {
		const found = node.attributes.get("default_string");
		return found?.kind === "string" ? new TextDecoder().decode(found.value) : "_Unused";
	}
	const found = node.attributes.get(dtype === "int64" ? "default_int64" : "default_float");
	if (found?.kind === "int" || found?.kind === "float") return found.value;
	return newHostArray(dtype, 0) instanceof BigInt64Array ? -1n : dtype.includes("float") ? -0 : -1;
}

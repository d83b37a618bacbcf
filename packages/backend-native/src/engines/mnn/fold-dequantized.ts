import { elementCount, Tensor } from "@polyinfer/core";
import { type Graph, intOf, type Model, type Node, type Weight, weightOf, weightTensor } from "@polyinfer/model";

/** Element types that fold: int8 and uint8. */
const TYPES: readonly number[] = [2, 3];
const FLOAT32 = 1;

/**
 * The model with weights in place of each DequantizeLinear of weights (int8 or uint8, one scale for all or one for each index
 * of an axis): MNN's converter takes a scale along the wrong axis. The model itself where there is none.
 */
export function foldDequantized(model: Model): Model {
	const graph = model.graph;
	const folded = new Map<string, Weight>();
	const nodes = graph.nodes.filter((node) => {
		const weight = dequantized(node, graph);
		if (weight) folded.set(weight.name, weight);
		return weight === undefined;
	});
	if (folded.size === 0) return model;
	const used = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
	const kept = [...graph.weights].filter(([name]) => used.has(name));
	return { ...model, graph: { ...graph, nodes, weights: new Map([...kept, ...folded]) } };
}

/** What the node makes of weights alone; `undefined` for any other node. */
function dequantized(node: Node, graph: Graph): Weight | undefined {
	const [name = ""] = node.outputs;
	if (node.operator !== "DequantizeLinear" || node.domain !== "" || node.attributes.has("block_size")) return undefined;
	const isInput = new Set(graph.inputs.map((input) => input.name));
	const [x, scale, zero] = node.inputs.map((input) => (isInput.has(input) ? undefined : graph.weights.get(input)));
	const hasZero = (node.inputs[2] ?? "") !== "";
	if (!x || !scale || (hasZero && !zero) || !TYPES.includes(x.elementType) || scale.elementType !== FLOAT32)
		return undefined;
	if ([x, scale, zero].some((weight) => weight?.data.kind === "external")) return undefined;
	const scales = weightTensor(scale).data as Float32Array;
	const axis = scale.shape.length === 0 ? -1 : intOf(node, "axis", 1);
	const at = axis < 0 ? axis + x.shape.length : axis;
	const isSplit = scales.length > 1;
	if (isSplit && x.shape[at] !== scales.length) return undefined;
	const inner = isSplit ? elementCount(x.shape.slice(at + 1)) : elementCount(x.shape);
	const zeros = zero && hasZero ? (weightTensor(zero).data as Int8Array) : undefined;
	const source = weightTensor(x).data as Int8Array;
	const target = new Float32Array(source.length);
	for (let i = 0; i < target.length; i++) {
		const index = Math.floor(i / inner) % scales.length;
		target[i] = ((source[i] as number) - (zeros?.[index] ?? 0)) * (scales[index] as number);
	}
	return weightOf(name, new Tensor("float32", target, x.shape));
}

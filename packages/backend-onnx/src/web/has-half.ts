import type { LoadedModel } from "@polyinfer/core";
import { type Graph, intOf, modelOf } from "@polyinfer/model";
import { graphsIn } from "../graphs-in.ts";

/** Float16 among ONNX's element types. */
const HALF = 10;

/** Whether a model has float16 anywhere, which a GPU may lack. */
export function hasHalf(model: LoadedModel): boolean {
	const { inputs = [], outputs = [] } = model.metadata ?? {};
	if ([...inputs, ...outputs].some(({ dtype }) => dtype === "float16")) return true;
	const { graph } = modelOf(model) ?? {};
	return graph !== undefined && [...graphsIn(graph)].some(isHalf);
}

function isHalf({ weights, values, nodes }: Graph): boolean {
	const types = [...values.values()].map(({ type }) => (type?.kind === "tensor" ? type.elementType : 0));
	return (
		types.includes(HALF) ||
		[...weights.values()].some(({ elementType }) => elementType === HALF) ||
		nodes.some((node) => node.operator === "Cast" && intOf(node, "to", 0) === HALF)
	);
}

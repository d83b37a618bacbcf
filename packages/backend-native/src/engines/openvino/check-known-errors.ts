import { InferenceError, type LoadedModel } from "@polyinfer/core";
import { type Graph, graphsOf, intOf, modelOf, type Node, stringOf } from "@polyinfer/model";

/** What OpenVINO computes otherwise than ONNX defines it, without a word: found with ONNX's own tests on 2026.4. */
const KNOWN: Readonly<Record<string, (node: Node, graph: Graph) => string | undefined>> = {
	Attention: (node) => {
		const isMixed = intOf(node, "is_causal", 0) === 1 && isGiven(node, 3) && isGiven(node, 4);
		return isMixed ? "is causal with a mask and past keys" : undefined;
	},
	GRU: batchFirst,
	LSTM: batchFirst,
	RNN: batchFirst,
	Resize: (node) => {
		if (intOf(node, "antialias", 0) === 1) return "has `antialias`";
		if (intOf(node, "exclude_outside", 0) === 1) return "has `exclude_outside`";
		const policy = stringOf(node, "keep_aspect_ratio_policy", "stretch");
		return policy === "stretch" ? undefined : `has the \`keep_aspect_ratio_policy\` ${policy}`;
	},
	// Wrong where all four axes of a tensor are repeated by numbers that only the run tells.
	Tile: (node, { inputs, weights }) => {
		const repeats = node.inputs[1] ?? "";
		const isFed = inputs.some(({ name }) => name === repeats) && !weights.has(repeats);
		return isFed ? "takes its repeats from an input" : undefined;
	},
	RoiAlign: (node) => (stringOf(node, "mode", "avg") === "max" ? "has the mode max" : undefined),
};

/** Throws UNSUPPORTED for a model with a node that OpenVINO is known to compute wrongly. */
export function checkKnownErrors(model: LoadedModel): void {
	const operators = model.metadata?.operators;
	const { graph } = modelOf(model) ?? {};
	if (operators === undefined || graph === undefined) return;
	if (!Object.keys(KNOWN).some((operator) => operators[operator] !== undefined)) return;
	for (const one of graphsIn(graph))
		for (const node of one.nodes) {
			const what =
				node.domain === "" && Object.hasOwn(KNOWN, node.operator) ? KNOWN[node.operator]?.(node, one) : undefined;
			if (what !== undefined)
				throw new InferenceError(
					"UNSUPPORTED",
					`${node.operator} node \`${node.name}\` ${what}, which OpenVINO computes otherwise than ONNX defines it.`,
					{ backend: "openvino", stage: "compile" },
				);
		}
}

function batchFirst(node: Node): string | undefined {
	return intOf(node, "layout", 0) === 1 ? "has the batch first" : undefined;
}

function isGiven({ inputs }: Node, index: number): boolean {
	return inputs[index] !== undefined && inputs[index] !== "";
}

/** The graph and all that nodes hold. */
function* graphsIn(graph: Graph): Iterable<Graph> {
	yield graph;
	for (const { attributes } of graph.nodes)
		for (const attribute of attributes.values()) for (const inner of graphsOf(attribute)) yield* graphsIn(inner);
}

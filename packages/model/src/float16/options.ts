import type { ExternalData, Node } from "../graph.ts";

/** Operators whose sums and powers leave float16's range on ordinary numbers. */
export const FLOAT32_OPERATORS: readonly string[] = [
	"CumProd",
	"CumSum",
	"GlobalLpPool",
	"LpNormalization",
	"LpPool",
	"MeanVarianceNormalization",
	"Pow",
	"ReduceL1",
	"ReduceL2",
	"ReduceLogSum",
	"ReduceLogSumExp",
	"ReduceMean",
	"ReduceProd",
	"ReduceSum",
	"ReduceSumSquare",
];

/** How a model is rewritten to float16. */
export interface Float16Options {
	/** float32 inputs stay float32. Default: true. */
	readonly keepInputs?: boolean;
	/** float32 outputs stay float32. Default: true. */
	readonly keepOutputs?: boolean;
	/**
	 * ONNX operators that stay in float32. Default: {@link FLOAT32_OPERATORS}. Candidates where results are too far off
	 * are `"Softmax"`, `"LayerNormalization"`, `"InstanceNormalization"`, `"Exp"`.
	 */
	readonly keepOperators?: readonly string[];
	/** Names of nodes that stay in float32. */
	readonly keepNodes?: readonly string[];
	/**
	 * Bytes of a weight that lies in another file; they end up in the model as float16. Without it such weights stay
	 * where they are, and are cast as the model runs.
	 */
	readonly externalBytes?: (external: ExternalData) => Uint8Array | undefined;
}

/** What a caller wants in float32. */
export function isAskedBy(options: Float16Options): (node: Node) => boolean {
	const operators = new Set(options.keepOperators ?? FLOAT32_OPERATORS);
	const nodes = new Set(options.keepNodes);
	return ({ domain, operator, name }) => (domain === "" && operators.has(operator)) || (name !== "" && nodes.has(name));
}

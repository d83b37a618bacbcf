import { intOf, type Node, stringOf } from "@polyinfer/model";

/** An operator that MNN takes and computes wrongly: found by ONNX's official node tests, on MNN 3.6.1. */
export interface WrongOperator {
	readonly operator: string;
	/** What of it is wrong, for the error. Default: all of it. */
	readonly what?: string;
	/** Which nodes. Default: all. */
	readonly when?: (node: Node) => boolean;
}

const SELECTS_LAST = {
	what: "with select_last_index",
	when: (node: Node): boolean => intOf(node, "select_last_index", 0) !== 0,
};

const IGNORES = {
	what: "with ignore_index",
	when: ({ attributes }: Node): boolean => attributes.has("ignore_index"),
};

const REDUCES = {
	what: "with reduction",
	when: (node: Node): boolean => stringOf(node, "reduction", "none") !== "none",
};

const LINEAR: readonly string[] = ["linear", "bilinear"];

function isUnlikeLinear(node: Node): boolean {
	return !LINEAR.includes(stringOf(node, "mode", "linear")) || stringOf(node, "padding_mode", "zeros") === "reflection";
}

/** Operators of ONNX's own domain. */
export const WRONG_OPERATORS: readonly WrongOperator[] = [
	{ operator: "ArgMax", ...SELECTS_LAST },
	{ operator: "ArgMin", ...SELECTS_LAST },
	{ operator: "Det" },
	{ operator: "Gelu", what: "without approximation", when: (node) => stringOf(node, "approximate", "none") === "none" },
	{ operator: "GridSample", what: "with cubic, nearest or reflected samples", when: isUnlikeLinear },
	{ operator: "MaxPool", what: "with indices", when: ({ outputs }) => (outputs[1] ?? "") !== "" },
	{ operator: "Mod", what: "with fmod", when: (node) => intOf(node, "fmod", 0) !== 0 },
	{ operator: "NegativeLogLikelihoodLoss", ...IGNORES },
	{ operator: "RoiAlign", what: "with maxima", when: (node) => stringOf(node, "mode", "avg") === "max" },
	{ operator: "ScatterElements", ...REDUCES },
	{ operator: "ScatterND", ...REDUCES },
	{ operator: "Shrink" },
	{ operator: "SoftmaxCrossEntropyLoss", ...IGNORES },
];

import { FLOAT32_OPERATORS, type Float16Model, type KeepReason } from "@polyinfer/model";

const SENTENCES: Readonly<Record<KeepReason, string>> = {
	operator: "has no float16 in this operator set, or is not of ONNX",
	asked: "--keep names it",
	"unknown-type": "an input's element type is not known",
	range: "has or makes numbers out of float16's range",
	exact: "integers, scales or quantized numbers are made of it",
	lineage: "computes on constants, sizes, positions, sums or dequantized numbers",
};

/** Why nodes of an operator stay in float32, in words. */
export function reasonOf({ operator, reason }: Float16Model["kept"][number]): string {
	const isSum = reason === "asked" && FLOAT32_OPERATORS.includes(operator);
	return isSum ? "sums and powers leave float16's range" : SENTENCES[reason];
}
